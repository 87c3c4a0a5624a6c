import type { Attributes } from './decode.ts';

type Value = Attributes[string];

/**
 * The bytes of an item as DynamoDB counts them; of numbers, what they take at most.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const sizeOfItem = (item: Attributes): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);

const sizeOf = (value: Value): number => {
  const { S, N, L, M } = value;
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return sizeOfNumber(N);
  if (L !== undefined) return L.reduce((sum, element) => sum + 1 + sizeOf(element), 3);
  if (M !== undefined) {
    return Object.entries(M).reduce((sum, [name, member]) => sum + 1 + Buffer.byteLength(name) + sizeOf(member), 3);
  }
  return sizeOfOther(value);
};

/** Sets and bytes, which only other services store. */
const sizeOfOther = ({ SS, NS, B, BS }: Value): number => {
  if (B !== undefined) return sizeOfBytes(B);
  if (SS !== undefined) return sum(SS, Buffer.byteLength);
  if (NS !== undefined) return sum(NS, sizeOfNumber);
  return BS === undefined ? 1 : sum(BS, sizeOfBytes);
};

const sum = <Element>(elements: readonly Element[], measure: (element: Element) => number): number =>
  elements.reduce((total, element) => total + measure(element), 0);

const sizeOfNumber = (digits: string): number => Math.ceil(digits.length / 2) + 2;

/** Fast reads hand bytes out in base64. */
const sizeOfBytes = (bytes: Uint8Array | string): number =>
  typeof bytes === 'string' ? Buffer.byteLength(bytes, 'base64') : bytes.length;
