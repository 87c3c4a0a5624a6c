import type { Table } from './call.ts';
import type { Attributes } from './decode.ts';
import { getItems } from './get.ts';
import { keyOf } from './keys.ts';
import { type IndexQuery, queryIndex } from './query-index.ts';

/**
 * The items of a partition of the index, by pages; read strongly consistent, in no order within a page.
 * @throws TableUnavailableError, TableRefusedError
 */
export async function* readIndexed(table: Table, query: IndexQuery): AsyncGenerator<Attributes[], void, undefined> {
  for await (const page of queryIndex(table, query)) {
    yield await getItems(table, page.map(keyOf), { consistent: true });
  }
}
