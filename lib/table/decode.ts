import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { toJsonValue } from './free-form.ts';

/** An item as DynamoDB sends it: attribute names to tagged values such as `{ N: '12' }`. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** An attribute is not what the schema says. `path` is the schema's, such as `collaborators[].userId`. */
export class BrokenAttributeError extends Error {
  override readonly name = 'BrokenAttributeError';
  readonly path: string;
  readonly expected: string;

  constructor(path: string, expected: string) {
    super(`${path} is not ${expected}`);
    this.path = path;
    this.expected = expected;
  }
}

type Decode = (value: AttributeValue) => unknown;

/**
 * Builds, once, the function that turns stored attributes into a checked plain object.
 *
 * Every attribute of the schema is checked; those it does not name are left out. Checking while
 * decoding costs almost nothing; decoding first and `z.parse` afterwards would walk every answer twice.
 * @throws BrokenAttributeError from the returned function
 * @throws TypeError at once, for a kind of schema that no item has used so far
 */
export const compileDecoder = <Schema extends z.ZodMiniObject>(
  schema: Schema,
): ((attributes: Attributes) => z.infer<Schema>) => {
  const decode = objectDecoder(schema, '');
  // The closures are made from this schema, which TypeScript cannot follow.
  return (attributes) => decode(attributes) as z.infer<Schema>;
};

const objectDecoder = (schema: z.core.$ZodObject, path: string) => {
  const fields = Object.entries(schema._zod.def.shape).map(([name, field]) => {
    const fieldPath = path === '' ? name : `${path}.${name}`;
    return { name, path: fieldPath, isOptional: field._zod.optin === 'optional', decode: decoder(field, fieldPath) };
  });
  return (attributes: Attributes): Record<string, unknown> => {
    const decoded: Record<string, unknown> = {};
    for (const field of fields) {
      const value = attributes[field.name];
      if (value !== undefined) decoded[field.name] = field.decode(value);
      else if (!field.isOptional) throw new BrokenAttributeError(field.path, 'present');
    }
    return decoded;
  };
};

const decoder = (anySchema: z.core.$ZodType, path: string): Decode => {
  // The public way to tell zod's schemas apart: https://zod.dev/library-authors
  const schema = anySchema as z.core.$ZodTypes;
  const { def } = schema._zod;
  switch (def.type) {
    case 'optional':
      return decoder(def.innerType, path);
    case 'nullable': {
      const decode = decoder(def.innerType, path);
      return (value) => (value.NULL === true ? null : decode(value));
    }
    case 'object': {
      const decode = objectDecoder(schema as z.core.$ZodObject, path);
      return (value) => decode(value.M ?? fail(path, 'a map'));
    }
    case 'array': {
      const decode = decoder(def.element, `${path}[]`);
      return (value) => (value.L ?? fail(path, 'a list')).map(decode);
    }
    case 'boolean':
      return (value) => value.BOOL ?? fail(path, 'a boolean');
    case 'number':
      return checked(path, 'a valid number', schema, (value) => Number(value.N ?? fail(path, 'a number')));
    case 'enum': {
      const values = new Set<unknown>(Object.values(def.entries));
      return (value) => (values.has(value.S) ? value.S : fail(path, 'one of the accepted values'));
    }
    case 'string':
      return stringDecoder(schema as z.core.$ZodString, path);
    case 'record':
      return (value) => (value.M === undefined ? fail(path, 'a map') : toJsonValue(value));
    default:
      throw new TypeError(`no decoder for a schema of type ${def.type}, which ${path} has`);
  }
};

const stringDecoder = (schema: z.core.$ZodString, path: string): Decode => {
  const { format, pattern, checks } = schema._zod.def as z.core.$ZodStringFormatDef;
  const text: Decode = (value) => value.S ?? fail(path, 'a string');
  if (pattern !== undefined && checks === undefined) {
    return (value) => {
      const string = value.S ?? fail(path, 'a string');
      return pattern.test(string) ? string : fail(path, `a ${format} string`);
    };
  }
  return format === undefined && checks === undefined
    ? text
    : checked(path, `a valid ${format ?? 'string'}`, schema, text);
};

/** Where a check is more than a type or a pattern, zod makes it. */
const checked = (path: string, expected: string, schema: z.core.$ZodType, decode: Decode): Decode => {
  return (value) => {
    const decoded = decode(value);
    return z.safeParse(schema, decoded).success ? decoded : fail(path, expected);
  };
};

const fail = (path: string, expected: string): never => {
  throw new BrokenAttributeError(path, expected);
};
