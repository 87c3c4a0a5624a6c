import type { Attributes } from '../../table/decode.ts';
import { INDEX_SORT_KEY } from '../../table/schema.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: bytes of an item, levels of nesting. */
const LARGEST_ITEM = 400 * 1024;
const DEEPEST_NESTING = 32;
const LONGEST_SORT_KEY = 1024;

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

/** Why DynamoDB would not take an item; undefined when it would. */
export const whyItemNotStorable = (item: Attributes): string | undefined => {
  const json = JSON.stringify(item);
  if ((item[INDEX_SORT_KEY]?.S?.length ?? 0) > LONGEST_SORT_KEY) return 'a date of too many digits';
  // half of a surrogate pair comes out as an escape; the same letters may be a text, though
  if (json.includes('\\ud') && !isWellFormed({ M: { ...item } })) return 'a text that is not Unicode';
  // as JSON of that many characters it is smaller than what DynamoDB takes, and that is told much sooner
  if (json.length * 3 <= LARGEST_ITEM) return undefined;
  const size = Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);
  return size > LARGEST_ITEM ? 'larger than an item may be' : undefined;
};

const isWellFormed = ({ S, L, M }: Attributes[string]): boolean =>
  (S?.isWellFormed() ?? true) &&
  (L ?? []).every(isWellFormed) &&
  Object.entries(M ?? {}).every(([name, value]) => name.isWellFormed() && isWellFormed(value));

/** The sizes by which DynamoDB counts: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const sizeOf = ({ S, N, L, M }: Attributes[string]): number => {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 2;
  if (L !== undefined) return L.reduce((sum, element) => sum + 1 + sizeOf(element), 3);
  if (M === undefined) return 1;
  return Object.entries(M).reduce((sum, [name, value]) => sum + 1 + Buffer.byteLength(name) + sizeOf(value), 3);
};
