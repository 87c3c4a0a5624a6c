import type { ReadOptions, Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { keyOf, organizationPartition } from '../table/keys.ts';
import { queryPages } from '../table/query.ts';
import { KEY_PREFIX, PARTITION_KEY } from '../table/schema.ts';
import type { WantedItem } from './overwrite.ts';

/** Whether a sort key is that of a member. */
export const isMember = (sortKey: string): boolean => sortKey.startsWith(KEY_PREFIX.member);

/** The sort key of an item; empty if there is no item. */
export const sortKeyOf = (item: Attributes | undefined): string => keyOf(item ?? {}).SK;

/** A wanted item and the stored item with the same sort key. At least one of the two is defined. */
export type Pair = { readonly wanted: WantedItem | undefined; readonly stored: Attributes | undefined };

/**
 * Pairs the wanted members and projects of an organization with the stored ones. Stored items are read page by page, so
 * that memory holds one page of them at a time.
 * @param items the wanted items, in any order
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export async function* comparePartition(
  table: Table,
  organizationId: number,
  items: readonly WantedItem[],
  options: ReadOptions,
): AsyncGenerator<Pair, void, undefined> {
  const wanted = items.toSorted((one, other) => (sortKeyOf(one.item) < sortKeyOf(other.item) ? -1 : 1));
  const query = {
    condition: `${PARTITION_KEY} = :organization`,
    values: { ':organization': organizationPartition(organizationId) },
    consistent: true,
  };
  let next = 0;
  for await (const page of queryPages(table, query, options)) {
    for (const stored of page) {
      const sortKey = sortKeyOf(stored);
      if (!isMember(sortKey) && !sortKey.startsWith(KEY_PREFIX.project)) continue;
      for (; next < wanted.length && sortKeyOf(wanted[next]?.item) < sortKey; next++) {
        yield { wanted: wanted[next], stored: undefined };
      }
      const isWanted = sortKeyOf(wanted[next]?.item) === sortKey;
      yield { wanted: isWanted ? wanted[next] : undefined, stored };
      if (isWanted) next += 1;
    }
  }
  for (; next < wanted.length; next++) yield { wanted: wanted[next], stored: undefined };
}
