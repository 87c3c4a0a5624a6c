import { hashIdentity } from '../contract/identity.ts';
import type { Attributes } from '../table/decode.ts';
import { indexKeyOf } from '../table/index-key.ts';
import { decodeIdentity } from '../table/items.ts';
import { keyOf } from '../table/keys.ts';
import { INDEX_PARTITION_KEY, INDEX_SORT_KEY, PARTITION_KEY, TTL_ATTRIBUTE } from '../table/schema.ts';
import { MAX_ITEM_BYTES } from '../table/storable.ts';
import type { Change } from '../table/write-inputs.ts';
import type { Finding } from './finding.ts';
import type { RecognizedItem } from './recognize-item.ts';
import { schemaFaultsOf } from './schema-faults.ts';

/** From which share of a limit on there is a warning. */
export const NEAR_LIMIT = 0.8;

const KILOBYTE = 1024;

/**
 * Whether an item's time to live has passed. It counts as deleted, even while DynamoDB still stores it.
 * @param now milliseconds since 1970
 */
export const isPastItsTime = (item: Attributes, now: number): boolean => Number(item[TTL_ATTRIBUTE]?.N) * 1000 <= now;

/**
 * What is wrong with an item, looked at alone.
 * @param recognized what it is; undefined if it is no item of ours
 * @param size its bytes as DynamoDB counts them
 */
export const checkItem = (item: Attributes, recognized: RecognizedItem | undefined, size: number): Finding[] => {
  const key = keyOf(item);
  const findings: Finding[] = [];
  if (size >= MAX_ITEM_BYTES * NEAR_LIMIT) {
    const reason = `has ${Math.ceil(size / KILOBYTE)} of the ${MAX_ITEM_BYTES / KILOBYTE} KB that an item can have`;
    findings.push({ kind: 'large-item', key, reason });
  }
  if (recognized === undefined) {
    return [...findings, { kind: 'unknown-item', key, reason: 'is no item of ours by its key' }];
  }
  const { kind } = recognized;
  const faults = schemaFaultsOf(kind, item);
  findings.push(...faults.map((fault): Finding => ({ kind: 'schema', key, ...fault })));
  // The key of a member is computed from the item's own key. All others' need attributes that are as they should be
  if (faults.length === 0 || kind === 'member') findings.push(...checkIndexKey(kind, item));
  if (faults.length === 0 && recognized.kind === 'identity') findings.push(...checkIdentityKey(recognized.hash, item));
  return findings;
};

const checkIndexKey = (kind: RecognizedItem['kind'], item: Attributes): Finding[] => {
  const right = indexKeyOf(item);
  const wrong = [INDEX_PARTITION_KEY, INDEX_SORT_KEY].filter(
    (name) => name in right !== name in item || right[name]?.S !== item[name]?.S,
  );
  const [first] = wrong;
  if (first === undefined) return [];
  const found = {
    key: keyOf(item),
    attribute: wrong.join(', '),
    reason: describeWrongKey(first in right, first in item),
  };
  // A trial's new index key could have the organization deleted the next night
  if (kind === 'organization') return [{ kind: 'trial-index-key', ...found }];
  return [{ kind: 'index-key', ...found, mend: mendIndexKey(item, right) }];
};

const describeWrongKey = (isWanted: boolean, isThere: boolean): string => {
  if (!isThere) return 'is missing, so the index does not have the item';
  return isWanted ? 'is wrong, so the index has the item in the wrong place' : 'should not be there';
};

const mendIndexKey = (item: Attributes, right: Attributes): Change => ({
  set: right,
  remove: [INDEX_PARTITION_KEY, INDEX_SORT_KEY].filter((name) => !(name in right)),
  expected: {
    [INDEX_PARTITION_KEY]: undefined,
    [INDEX_SORT_KEY]: undefined,
    ...Object.fromEntries(Object.entries(item).filter(([, value]) => isSingle(value))),
  },
});

/** DynamoDB and its stand-in compare these alike. */
const isSingle = ({ S, N, BOOL, NULL }: Attributes[string]): boolean =>
  [S, N, BOOL, NULL].some((value) => value !== undefined);

const checkIdentityKey = (hash: string, item: Attributes): Finding[] =>
  hashIdentity(decodeIdentity(item)) === hash
    ? []
    : [{ kind: 'identity-key', key: keyOf(item), attribute: PARTITION_KEY, reason: 'is not the hash of the identity' }];
