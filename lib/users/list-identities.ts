import type { Table } from '../table/call.ts';
import { getItems } from '../table/get.ts';
import { decodeIdentity, type IdentityItem } from '../table/items.ts';
import { type ItemKey, keyOf, userPartition } from '../table/keys.ts';
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
  for await (const entries of queryIndex(table, query))
    found.push(...(await readIdentities(table, entries.map(keyOf))));
  return found.filter((identity) => identity.userId === userId).toSorted((one, other) => orderOf(one, other));
};

/** How many identities are read together. */
const BATCH = 100;

/**
 * Every identity of the table, in no particular order. It reads the whole table.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export async function* scanIdentities(table: Table): AsyncGenerator<IdentityItem, void, undefined> {
  let keys: ItemKey[] = [];
  for await (const PK of scanPartitionKeys(table, FIXED_SORT_KEY.identity)) {
    keys.push({ PK, SK: FIXED_SORT_KEY.identity });
    if (keys.length < BATCH) continue;
    yield* await readIdentities(table, keys);
    keys = [];
  }
  yield* await readIdentities(table, keys);
}

const readIdentities = async (table: Table, keys: readonly ItemKey[]): Promise<IdentityItem[]> =>
  (await getItems(table, keys, { consistent: true })).map(decodeIdentity);

const orderOf = (one: IdentityItem, other: IdentityItem): number =>
  [one.issuer, one.claim, one.value].join('\n') < [other.issuer, other.claim, other.value].join('\n') ? -1 : 1;
