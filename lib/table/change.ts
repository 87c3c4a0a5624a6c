import type { Table } from './call.ts';
import type { Attributes } from './decode.ts';
import { TableUnavailableError } from './errors.ts';
import { getItem } from './get.ts';
import type { ItemKey } from './keys.ts';
import { PARTITION_KEY } from './schema.ts';
import { updateItem } from './update.ts';
import type { Change } from './write-inputs.ts';

/** See {@link changeItem}. */
export type Decision = Omit<Change, 'expected'> & {
  /** Further attributes, of single values, that the decision was made by. */
  readonly unchanged?: readonly string[];
};

/** How often a change is decided anew because somebody else has written in between. */
const CHANGE_ATTEMPTS = 10;

/**
 * Reads an item, strongly consistent, decides on a change and makes it; if somebody else has written in between, it reads
 * and decides again.
 * @param decide gives the change, or undefined where none is needed, and may throw what refuses it. Its change is made only
 *   while the attributes that it sets, removes or says that it rests on are as they were read, and never makes a new item
 * @returns whether anything was changed
 * @throws TableUnavailableError, TableRefusedError, and whatever `decide` throws
 */
export const changeItem = async (
  table: Table,
  key: ItemKey,
  decide: (item: Attributes | undefined) => Decision | undefined,
): Promise<boolean> => {
  for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt++) {
    const item = await getItem(table, key);
    const decision = decide(item);
    if (decision === undefined) return false;
    const { unchanged = [], ...change } = decision;
    const names = [PARTITION_KEY, ...Object.keys(change.set ?? {}), ...(change.remove ?? []), ...unchanged];
    const expected = Object.fromEntries(names.map((name) => [name, item?.[name]]));
    if (item !== undefined && (await updateItem(table, key, { ...change, expected }))) return true;
  }
  throw new TableUnavailableError(`an item was changed by others ${CHANGE_ATTEMPTS} times`);
};
