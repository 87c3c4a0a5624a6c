/** Converts free-form data: JSON values to attributes, and attributes to JSON values. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { digitsOf, exactNumber } from './exact-number.ts';

/**
 * An attribute of any type as a value for `JSON.stringify`: a set is a list, bytes are base64, and a number keeps all of its
 * digits. Other services store what they like, so nothing is refused: what is null, or of a type that DynamoDB does not
 * have today, is null.
 */
export const toJsonValue = (value: AttributeValue): unknown => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return toJsonNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(toJsonValue);
  if (value.M !== undefined) return toJsonObject(value.M);
  if (value.SS !== undefined) return value.SS;
  if (value.NS !== undefined) return value.NS.map(toJsonNumber);
  if (value.B !== undefined) return toBase64(value.B);
  return value.BS?.map(toBase64) ?? null;
};

const toJsonNumber = (text: string): unknown => exactNumber(text) ?? text;

const toJsonObject = (map: Readonly<Record<string, AttributeValue>>): Record<string, unknown> => {
  const object: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(map)) {
    const plain = toJsonValue(member);
    // To assign it would set the prototype
    if (name === '__proto__') Object.defineProperty(object, name, { value: plain, enumerable: true });
    else object[name] = plain;
  }
  return object;
};

/** Reads hand bytes out as DynamoDB sends them, in base64, unless they took the SDK's own way. */
const toBase64 = (bytes: Uint8Array | string): string =>
  typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('base64');

/**
 * A JSON value as an attribute. What {@link toJsonValue} made of lists, maps, texts and numbers comes back as it was.
 * @param path where the value stands, for the error
 * @throws TypeError for what is no JSON value, and for a number that has lost digits
 */
export const toAttribute = (value: unknown, path: string): AttributeValue => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  const digits = digitsOf(value);
  if (digits !== undefined) return { N: digits };
  if (Array.isArray(value)) return { L: value.map((element, index) => toAttribute(element, `${path}[${index}]`)) };
  if (typeof value !== 'object' || !isPlain(value)) throw new TypeError(`${path} is ${typeof value}, no JSON value`);
  const members = Object.entries(value).map(
    ([name, member]) => [name, toAttribute(member, `${path}.${name}`)] as const,
  );
  return { M: Object.fromEntries(members) };
};

const isPlain = (value: object): boolean =>
  !JSON.isRawJSON(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
