import { isSameNumber } from './decimal.ts';
import type { Attributes } from './decode.ts';
import { toJsonValue } from './free-form.ts';

/** What has to change of an item: attributes to set, and names of those to remove. */
export type Differences = { readonly set: Attributes; readonly remove: readonly string[] };

/**
 * What has to change of a stored item.
 * @param names the attributes that are compared; one that is not wanted is removed
 * @returns undefined when it is as wanted
 */
export const differencesOf = (
  stored: Attributes,
  wanted: Attributes,
  names: readonly string[],
): Differences | undefined => {
  const set: Record<string, Attributes[string]> = {};
  const remove: string[] = [];
  for (const name of names) {
    const [before, after] = [stored[name], wanted[name]];
    if (after === undefined) {
      if (before !== undefined) remove.push(name);
    } else if (before === undefined || !isSame(before, after)) set[name] = after;
  }
  return Object.keys(set).length === 0 && remove.length === 0 ? undefined : { set, remove };
};

type Value = Attributes[string];

/** Numbers are compared as numbers, to their last digit, since DynamoDB writes them in its own way; maps in any order. */
const isSame = (one: Value, other: Value): boolean => {
  if (one.S !== undefined) return one.S === other.S;
  if (one.N !== undefined) return other.N !== undefined && isSameNumber(one.N, other.N);
  if (one.BOOL !== undefined) return one.BOOL === other.BOOL;
  if (one.NULL !== undefined) return one.NULL === other.NULL;
  if (one.L !== undefined) {
    const { L: elements } = other;
    return one.L.length === elements?.length && one.L.every((element, index) => isSameOrNone(element, elements[index]));
  }
  // A set, or bytes, that another service stored: as the list, or the text, that it is in an answer
  if (one.M === undefined) return JSON.stringify(toJsonValue(one)) === JSON.stringify(toJsonValue(other));
  if (other.M === undefined) return false;
  const [members, others] = [Object.entries(one.M), other.M];
  return (
    members.length === Object.keys(others).length &&
    members.every(([name, member]) => isSameOrNone(member, Object.hasOwn(others, name) ? others[name] : undefined))
  );
};

const isSameOrNone = (one: Value, other: Value | undefined): boolean => other !== undefined && isSame(one, other);
