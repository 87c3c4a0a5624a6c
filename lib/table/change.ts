import type { ReadOptions, Table } from './call.ts';
import type { Attributes } from './decode.ts';
import { getItem } from './get.ts';
import { type AttributeChange, withIndexKey } from './index-key.ts';
import { type ItemKey, keyOf } from './keys.ts';
import { PARTITION_KEY } from './schema.ts';
import { untilWritten } from './until-written.ts';
import { createItem, updateItem } from './update.ts';
import type { Change } from './write-inputs.ts';

/** See {@link changeItem}. */
export type Decision = AttributeChange & {
  /**
   * Further attributes, of single values, that the decision was made by. A change of a trial's dates or of `deletedDate` need
   * not name the others: their index key comes from all of them, so they are a condition anyway.
   */
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
    const change = completeChange(item, decision, { asRead: true });
    if (change === undefined) return false;
    return (await updateItem(table, key, change, options)) || undefined;
  });

export type PutOutcome = 'created' | 'updated' | 'unchanged';

/**
 * Creates an item, or changes the stored one; if somebody else has written in between, it reads and decides again. Attributes
 * that the decision does not name are not written, so that whoever changes them at the same time is not undone.
 * @param stored the item as it was read before, strongly consistent; undefined when there was none
 * @param decide gives the change of a stored item, or undefined where none is needed. Unlike {@link changeItem}'s it holds
 *   whatever the attributes were that it sets, as long as those that it names as unchanged are as they were read
 * @param isDryRun true only says what would be done
 * @throws TableUnavailableError, TableRefusedError, the reason of an aborted signal
 */
export const createOrChangeItem = (
  table: Table,
  wanted: Attributes,
  {
    stored,
    decide,
    isDryRun,
  }: {
    readonly stored: Attributes | undefined;
    readonly decide: (item: Attributes) => Decision | undefined;
    readonly isDryRun: boolean;
  },
  options: ReadOptions = {},
): Promise<PutOutcome> => {
  const key = keyOf(wanted);
  return untilWritten(async (isFirst) => {
    const item = isFirst ? stored : await getItem(table, key, options);
    if (item === undefined) return isDryRun || (await createItem(table, wanted, options)) ? 'created' : undefined;
    const change = completeChange(item, decide(item) ?? {}, { asRead: false });
    if (change === undefined) return 'unchanged';
    return isDryRun || (await updateItem(table, key, change, options)) ? 'updated' : undefined;
  });
};

/**
 * A decision with the index key that it comes to, and the condition that it is made on; undefined when nothing is to change.
 * @param asRead whether the attributes that are set or removed must still be as they were read
 */
const completeChange = (
  item: Attributes,
  decision: Decision,
  { asRead }: { readonly asRead: boolean },
): Change | undefined => {
  const { set, remove, unchanged } = withIndexKey(item, decision);
  const names = [...Object.keys(set), ...remove];
  if (names.length === 0) return undefined;
  const known = [PARTITION_KEY, ...(asRead ? names : []), ...(decision.unchanged ?? []), ...unchanged];
  return { set, remove, expected: Object.fromEntries(known.map((name) => [name, item[name]])) };
};
