import type { ReadOptions, Table } from './call.ts';
import type { Attributes } from './decode.ts';
import { getItem } from './get.ts';
import { type AttributeChange, withIndexKey } from './index-key.ts';
import type { ItemKey } from './keys.ts';
import { PARTITION_KEY } from './schema.ts';
import { untilWritten } from './until-written.ts';
import { updateItem } from './update.ts';

/** See {@link changeItem}. */
export type Decision = AttributeChange & {
  /** Further attributes, of single values, that the decision was made by. */
  readonly unchanged?: readonly string[];
};

/**
 * Reads an item, strongly consistent, decides on a change and makes it, the index key included; if somebody else has written
 * in between, it reads and decides again.
 * @param decide gives the change, or undefined where none is needed, and may throw a refusal; an empty change still corrects
 *   a wrong index key. The change is made only while the attributes that it sets, removes or names as unchanged are as they
 *   were read, and never makes a new item
 * @returns whether anything was changed
 * @throws TableUnavailableError, TableRefusedError, the reason of an aborted signal, and whatever `decide` throws
 */
export const changeItem = (
  table: Table,
  key: ItemKey,
  decide: (item: Attributes | undefined) => Decision | undefined,
  options: ReadOptions = {},
): Promise<boolean> =>
  untilWritten(async () => {
    const item = await getItem(table, key, options);
    const decision = decide(item);
    if (decision === undefined) return false;
    if (item === undefined) return undefined;
    const { set, remove, unchanged } = withIndexKey(item, decision);
    const names = [...Object.keys(set), ...remove];
    if (names.length === 0) return false;
    const expected = [PARTITION_KEY, ...names, ...(decision.unchanged ?? []), ...unchanged].map(
      (name) => [name, item[name]] as const,
    );
    const isChanged = await updateItem(table, key, { set, remove, expected: Object.fromEntries(expected) }, options);
    return isChanged || undefined;
  });
