import type { Attributes } from '../../table/decode.ts';
import { memberItemSchema, organizationItemSchema, projectItemSchema, userProfileSchema } from '../../table/items.ts';
import { INDEX_PARTITION_KEY, INDEX_SORT_KEY, LEAVING_ATTRIBUTE } from '../../table/schema.ts';

const INDEX_KEY = [INDEX_PARTITION_KEY, INDEX_SORT_KEY];

/** The attributes that an import decides, by kind of item. All others are other services' and are never touched. */
export const IMPORTED = {
  organization: [...Object.keys(organizationItemSchema.shape), ...INDEX_KEY],
  member: [...Object.keys(memberItemSchema.shape), ...INDEX_KEY, LEAVING_ATTRIBUTE],
  project: Object.keys(projectItemSchema.shape),
  user: Object.keys(userProfileSchema.shape),
} as const satisfies Readonly<Record<string, readonly string[]>>;

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

/** Numbers are compared as numbers, since DynamoDB writes them in its own way, and maps in any order. */
const isSame = (one: Value, other: Value): boolean => {
  if (one.S !== undefined) return one.S === other.S;
  if (one.N !== undefined) return other.N !== undefined && Number(one.N) === Number(other.N);
  if (one.BOOL !== undefined) return one.BOOL === other.BOOL;
  if (one.NULL !== undefined) return one.NULL === other.NULL;
  if (one.L !== undefined) {
    const { L: elements } = other;
    return one.L.length === elements?.length && one.L.every((element, index) => isSameOrNone(element, elements[index]));
  }
  if (one.M === undefined || other.M === undefined) return false;
  const [members, others] = [Object.entries(one.M), other.M];
  return (
    members.length === Object.keys(others).length &&
    members.every(([name, member]) => isSameOrNone(member, others[name]))
  );
};

const isSameOrNone = (one: Value, other: Value | undefined): boolean => other !== undefined && isSame(one, other);
