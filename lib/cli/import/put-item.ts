import type { Table } from '../../table/call.ts';
import type { Attributes } from '../../table/decode.ts';
import { TableUnavailableError } from '../../table/errors.ts';
import { getItem } from '../../table/get.ts';
import { PARTITION_KEY, SORT_KEY } from '../../table/schema.ts';
import { createItem, updateItem } from '../../table/update.ts';
import type { Differences } from './differences.ts';

export type Outcome = 'created' | 'updated' | 'unchanged';

/** How often an item is looked at anew because somebody else has changed it in between. */
const ATTEMPTS = 10;

/**
 * Creates an item, or changes of the stored one what differs: attributes that are as wanted are not written, so that whoever
 * changes them at the same time is not undone.
 * @param stored the item as it was read, strongly consistent; undefined when there was none
 * @param decide what is to change; it is asked again when the item has changed in between
 * @param unchanged attributes that must still be as they were read when the change is made, because `decide` looked at them
 * @param write false only says what would be done
 */
export const putItem = async (
  table: Table,
  wanted: Attributes,
  stored: Attributes | undefined,
  {
    decide,
    unchanged = [],
    write,
  }: {
    readonly decide: (stored: Attributes) => Differences | undefined;
    readonly unchanged?: readonly string[];
    readonly write: boolean;
  },
): Promise<Outcome> => {
  const key = { PK: wanted[PARTITION_KEY]?.S ?? '', SK: wanted[SORT_KEY]?.S ?? '' };
  let current = stored;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (current === undefined) {
      if (!write || (await createItem(table, wanted))) return 'created';
    } else {
      const change = decide(current);
      if (change === undefined) return 'unchanged';
      const known = [PARTITION_KEY, ...unchanged];
      const expected = Object.fromEntries(known.map((name) => [name, current?.[name]]));
      if (!write || (await updateItem(table, key, { ...change, expected }))) return 'updated';
    }
    current = await getItem(table, key);
  }
  throw new TableUnavailableError(`an item was changed by others ${ATTEMPTS} times`);
};
