import type { Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { getItems } from '../table/get.ts';
import { decodeIdentity, type IdentityItem } from '../table/items.ts';
import { keyOf, userPartition } from '../table/keys.ts';
import { queryIndex } from '../table/query-index.ts';
import { scanPartitionKeys } from '../table/scan.ts';
import { FIXED_SORT_KEY, KEY_PREFIX } from '../table/schema.ts';

/**
 * A user's identities, sorted by issuer, claim and value. They are found through the index, which is eventually
 * consistent: an identity that was linked moments ago may be missing.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const listIdentities = async (table: Table, userId: number): Promise<IdentityItem[]> => {
  const found: IdentityItem[] = [];
  const query = { partition: userPartition(userId), sortPrefix: KEY_PREFIX.identity };
  for await (const entries of queryIndex(table, query)) found.push(...(await readIdentities(table, entries)));
  return found.filter((identity) => identity.userId === userId).toSorted((one, other) => orderOf(one, other));
};

/** How many identities are read together. */
const BATCH = 100;

/**
 * Every identity of the table, in no particular order. It reads the whole table.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export async function* scanIdentities(table: Table): AsyncGenerator<IdentityItem, void, undefined> {
  let keys: string[] = [];
  for await (const key of scanPartitionKeys(table, FIXED_SORT_KEY.identity)) {
    keys.push(key);
    if (keys.length < BATCH) continue;
    yield* await readPartitions(table, keys);
    keys = [];
  }
  if (keys.length > 0) yield* await readPartitions(table, keys);
}

const readPartitions = async (table: Table, partitions: readonly string[]): Promise<IdentityItem[]> => {
  const keys = partitions.map((PK) => ({ PK, SK: FIXED_SORT_KEY.identity }));
  return (await getItems(table, keys, { consistent: true })).map(decodeIdentity);
};

const readIdentities = async (table: Table, entries: readonly Attributes[]): Promise<IdentityItem[]> =>
  entries.length === 0 ? [] : (await getItems(table, entries.map(keyOf), { consistent: true })).map(decodeIdentity);

const orderOf = (one: IdentityItem, other: IdentityItem): number =>
  [one.issuer, one.claim, one.value].join('\n') < [other.issuer, other.claim, other.value].join('\n') ? -1 : 1;
