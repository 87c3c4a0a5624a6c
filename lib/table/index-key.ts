import { toAttributes } from './call.ts';
import type { Attributes } from './decode.ts';
import { BrokenItemError } from './errors.ts';
import { keyOf, organizationPartition, padId, userPartition } from './keys.ts';
import { FIXED_SORT_KEY, INDEX_PARTITION_KEY, INDEX_SORT_KEY, KEY_PREFIX, TRIAL_PARTITION } from './schema.ts';

/** The attributes that an organization's index key is computed from; the other items' never change. */
const TRIAL_FIELDS = ['trialExpiredDate', 'trialUpgradedDate', 'deletedDate'];

/**
 * The index key of an item, computed from its other attributes as `schema.ts` describes it. An organization is in the index
 * while its trial can still end: not upgraded, not deleted.
 * @returns both attributes, or none for an item that is not in the index
 * @throws BrokenItemError for a key or an identity that does not say whose it is
 */
export const indexKeyOf = (item: Attributes): Attributes => {
  const { PK, SK } = keyOf(item);
  if (SK === FIXED_SORT_KEY.organization) return trialIndexKey(PK.slice(KEY_PREFIX.organization.length), item);
  if (SK.startsWith(KEY_PREFIX.member)) return indexKey(KEY_PREFIX.user + SK.slice(KEY_PREFIX.member.length), PK);
  if (SK === FIXED_SORT_KEY.apiKey) {
    return indexKey(
      organizationPartition(idIn(item, 'organizationId')),
      KEY_PREFIX.apiKey + padId(idIn(item, 'keyId')),
    );
  }
  if (SK === FIXED_SORT_KEY.identity) return indexKey(userPartition(idIn(item, 'userId')), PK);
  return {};
};

const indexKey = (partition: string, sort: string): Attributes =>
  toAttributes({ [INDEX_PARTITION_KEY]: partition, [INDEX_SORT_KEY]: sort });

const trialIndexKey = (
  paddedId: string,
  { trialExpiredDate, trialUpgradedDate, deletedDate }: Attributes,
): Attributes =>
  trialExpiredDate?.S !== undefined && trialUpgradedDate?.NULL === true && deletedDate === undefined
    ? indexKey(TRIAL_PARTITION, `${trialExpiredDate.S}#${paddedId}`)
    : {};

const idIn = (item: Attributes, name: string): number => {
  const id = Number(item[name]?.N);
  if (Number.isSafeInteger(id)) return id;
  const { PK, SK } = keyOf(item);
  throw new BrokenItemError(`${PK}/${SK}`, name, 'an id');
};

/** What is changed of an item: attributes to set, and names of those to remove. */
export type AttributeChange = { readonly set?: Attributes; readonly remove?: readonly string[] };

/**
 * Completes a change by what it makes of the item's index key. An index key that was wrong before is corrected.
 * @returns the change, and the attributes that it rests on: they must be as they were read when it is made
 */
export const withIndexKey = (item: Attributes, { set = {}, remove = [] }: AttributeChange) => {
  const kept = Object.entries(item).filter(([name]) => !remove.includes(name));
  const key = indexKeyOf({ ...Object.fromEntries(kept), ...set });
  const isRight = [INDEX_PARTITION_KEY, INDEX_SORT_KEY].every((name) => key[name]?.S === item[name]?.S);
  const names = [...Object.keys(set), ...remove];
  if (isRight) return { set, remove, unchanged: names.some((name) => TRIAL_FIELDS.includes(name)) ? TRIAL_FIELDS : [] };
  return {
    set: { ...set, ...key },
    remove: [...remove, ...[INDEX_PARTITION_KEY, INDEX_SORT_KEY].filter((name) => !(name in key) && name in item)],
    unchanged: TRIAL_FIELDS,
  };
};
