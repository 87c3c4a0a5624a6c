import type { ReadOptions, Table } from './call.ts';
import type { Attributes } from './decode.ts';
import { queryPages } from './query.ts';
import { INDEX_NAME, INDEX_PARTITION_KEY, INDEX_SORT_KEY } from './schema.ts';

export type IndexQuery = {
  /** The index partition. */
  readonly partition: string;
  /** Only the entries whose sort key begins with this. */
  readonly sortPrefix?: string;
  /** Only the entries whose sort key sorts before this. */
  readonly sortBefore?: string;
  /** The names of the attributes that are wanted, separated by commas; absent for all that the index has: the keys. */
  readonly projection?: string;
  /** The most entries of the first page, where somebody waits for it; absent for as many as fit. */
  readonly firstLimit?: number;
};

/**
 * The entries of a partition of the index, a page at a time, ascending by their sort key. The index is eventually consistent:
 * it suggests items, and what was written within the last moments may be missing or no longer belong there.
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const queryIndex = (
  table: Table,
  { partition, sortPrefix, sortBefore, ...query }: IndexQuery,
  options: ReadOptions = {},
): AsyncGenerator<Attributes[], void, undefined> => {
  const conditions = [`${INDEX_PARTITION_KEY} = :partition`];
  const values: Record<string, string> = { ':partition': partition };
  if (sortPrefix !== undefined) {
    conditions.push(`begins_with(${INDEX_SORT_KEY}, :prefix)`);
    values[':prefix'] = sortPrefix;
  }
  if (sortBefore !== undefined) {
    conditions.push(`${INDEX_SORT_KEY} < :end`);
    values[':end'] = sortBefore;
  }
  return queryPages(table, { index: INDEX_NAME, condition: conditions.join(' AND '), values, ...query }, options);
};
