import type { Attributes } from '../../table/decode.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: bytes of an item, levels of nesting. */
const LARGEST_ITEM = 400 * 1024;
const DEEPEST_NESTING = 32;

/** DynamoDB keeps 38 digits of numbers down to this; beyond 2^53 JavaScript keeps none. */
const SMALLEST_NUMBER = 1e-130;

/**
 * Why a JSON value cannot be stored without loss.
 * @param path where it stands, for the answer
 * @returns undefined when it can
 */
export const whyNotStorable = (value: unknown, path: string, depth = 1): string | undefined => {
  if (typeof value === 'number') return isStorable(value) ? undefined : `${path}: a number that the table cannot hold`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= DEEPEST_NESTING) return `${path}: nested more than ${DEEPEST_NESTING} levels deep`;
  for (const [name, member] of Object.entries(value)) {
    if (name === '' || name === '__proto__') return `${path}: the name ${JSON.stringify(name)} cannot be stored`;
    const why = whyNotStorable(member, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`, depth + 1);
    if (why !== undefined) return why;
  }
  return undefined;
};

const isStorable = (value: number): boolean =>
  Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value) && Math.abs(value) >= SMALLEST_NUMBER;

/** Whether an item is larger than DynamoDB takes. */
export const isTooLarge = (item: Attributes): boolean => {
  // as JSON it is never smaller than what DynamoDB counts, and that is told much sooner
  if (JSON.stringify(item).length * 3 <= LARGEST_ITEM) return false;
  return (
    Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0) > LARGEST_ITEM
  );
};

/** The sizes by which DynamoDB counts: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const sizeOf = ({ S, N, L, M }: Attributes[string]): number => {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 2;
  if (L !== undefined) return L.reduce((sum, element) => sum + 1 + sizeOf(element), 3);
  if (M === undefined) return 1;
  return Object.entries(M).reduce((sum, [name, value]) => sum + 1 + Buffer.byteLength(name) + sizeOf(value), 3);
};
