import type { ReadOptions, Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { organizationPartition } from '../table/keys.ts';
import { queryPages } from '../table/query.ts';
import { KEY_PREFIX, PARTITION_KEY, SORT_KEY } from '../table/schema.ts';
import type { WantedItem } from './overwrite.ts';

/** Whether an item of an organization's partition is a member, by its sort key. */
export const isMember = (sortKey: string): boolean => sortKey.startsWith(KEY_PREFIX.member);

/** The sort key of an item; empty without one. */
export const sortKeyOf = (item: Attributes | undefined): string => item?.[SORT_KEY]?.S ?? '';

/** One of the two is there at least. */
export type Pair = { readonly wanted: WantedItem | undefined; readonly stored: Attributes | undefined };

/**
 * Each member and project of an organization, wanted or stored, page by page, so that what is stored is never held as a whole.
 * @throws TableUnavailableError, TableRefusedError, the reason of an aborted signal
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
