import type { Table } from '../table/call.ts';
import { getItems } from '../table/get.ts';
import { decodeIdentity, type IdentityItem } from '../table/items.ts';
import { keyOf, userPartition } from '../table/keys.ts';
import { queryIndex } from '../table/query-index.ts';
import { scanItems } from '../table/scan.ts';
import { FIXED_SORT_KEY, KEY_PREFIX } from '../table/schema.ts';

/**
 * A user's identities, sorted by issuer, claim and value. They are found through the index, which is eventually
 * consistent: an identity that was linked moments ago may be missing.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const listIdentities = async (table: Table, userId: number): Promise<IdentityItem[]> => {
  const found: IdentityItem[] = [];
  const query = { partition: userPartition(userId), sortPrefix: KEY_PREFIX.identity };
  for await (const entries of queryIndex(table, query)) {
    const items = await getItems(table, entries.map(keyOf), { consistent: true });
    found.push(...items.map(decodeIdentity));
  }
  return found.filter((identity) => identity.userId === userId).toSorted((one, other) => orderOf(one, other));
};

/**
 * Every identity of the table, in no particular order. It reads the whole table.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export async function* scanIdentities(table: Table): AsyncGenerator<IdentityItem, void, undefined> {
  for await (const item of scanItems(table, { sortKey: FIXED_SORT_KEY.identity })) yield decodeIdentity(item);
}

const orderOf = (one: IdentityItem, other: IdentityItem): number =>
  [one.issuer, one.claim, one.value].join('\n') < [other.issuer, other.claim, other.value].join('\n') ? -1 : 1;
