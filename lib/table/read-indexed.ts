import type { Table } from './call.ts';
import type { Attributes } from './decode.ts';
import { getItems } from './get.ts';
import { keyOf } from './keys.ts';
import { queryPages } from './query.ts';
import { INDEX_NAME, INDEX_PARTITION_KEY, INDEX_SORT_KEY } from './schema.ts';

/**
 * The items of a partition of the index, by pages. The index only nominates: the items are read strongly consistent, and
 * what was written within the last moments may be missing, or no longer belong there.
 * @param sortPrefix what their sort key in the index begins with; absent for all
 * @throws TableUnavailableError, TableRefusedError
 */
export async function* readIndexed(
  table: Table,
  partition: string,
  sortPrefix?: string,
): AsyncGenerator<Attributes[], void, undefined> {
  const ofPartition = `${INDEX_PARTITION_KEY} = :partition`;
  const query =
    sortPrefix === undefined
      ? { condition: ofPartition, values: { ':partition': partition } }
      : {
          condition: `${ofPartition} AND begins_with(${INDEX_SORT_KEY}, :prefix)`,
          values: { ':partition': partition, ':prefix': sortPrefix },
        };
  for await (const page of queryPages(table, { index: INDEX_NAME, ...query })) {
    yield await getItems(table, page.map(keyOf), { consistent: true });
  }
}
