/** What DynamoDB refuses, said before it is asked. */
import { whyNumberNotStorable } from './decimal.ts';
import type { Attributes } from './decode.ts';
import { digitsOf } from './exact-number.ts';
import { sizeOfItem } from './item-size.ts';
import { INDEX_SORT_KEY } from './schema.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: bytes of an item, levels of nesting. */
export const MAX_ITEM_BYTES = 400 * 1024;
const MAX_DEPTH = 32;
const MAX_SORT_KEY_BYTES = 1024;

/**
 * Why a JSON value cannot be stored without loss, with numbers as `JSON.rawJSON` where JavaScript's would lose digits.
 * @param path where it stands, for the answer
 * @returns undefined when it can
 */
export const whyNotStorable = (value: unknown, path: string, depth = 1): string | undefined => {
  if (typeof value === 'number' || JSON.isRawJSON(value)) {
    const digits = digitsOf(value);
    const why = digits === undefined ? 'a number that has lost digits' : whyNumberNotStorable(digits);
    return why && `${path}: ${why}`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_DEPTH) return `${path}: nested more than ${MAX_DEPTH} levels deep`;
  for (const [name, member] of Object.entries(value)) {
    if (name === '') return `${path}: the name "" cannot be stored`;
    const whyMember = whyNotStorable(member, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`, depth + 1);
    if (whyMember !== undefined) return whyMember;
  }
  return undefined;
};

/** Why DynamoDB would not take an item; undefined when it would. */
export const whyItemNotStorable = (item: Attributes): string | undefined => {
  const json = JSON.stringify(item);
  if ((item[INDEX_SORT_KEY]?.S?.length ?? 0) > MAX_SORT_KEY_BYTES) return 'a date of too many digits';
  // Half of a surrogate pair comes out as an escape; the same letters may be a text, though
  if (json.includes('\\ud') && !isWellFormed({ M: { ...item } })) return 'a text that is not Unicode';
  // An item is never larger than three bytes for each character of its JSON, whose length is known at once
  if (json.length * 3 <= MAX_ITEM_BYTES) return undefined;
  return sizeOfItem(item) > MAX_ITEM_BYTES ? "larger than DynamoDB's limit of 400 KB for an item" : undefined;
};

const isWellFormed = ({ S, L, M }: Attributes[string]): boolean =>
  (S?.isWellFormed() ?? true) &&
  (L ?? []).every(isWellFormed) &&
  Object.entries(M ?? {}).every(([name, value]) => name.isWellFormed() && isWellFormed(value));
