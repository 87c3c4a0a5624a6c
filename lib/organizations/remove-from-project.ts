import type { ReadOptions, Table } from '../table/call.ts';
import { getItem } from '../table/get.ts';
import type { ItemKey } from '../table/keys.ts';
import { PARTITION_KEY } from '../table/schema.ts';
import { untilWritten } from '../table/until-written.ts';
import { removeElements } from '../table/update.ts';
import { ownerFieldsIn, positionsIn } from './find-references.ts';

/**
 * Removes a user from a project, as a collaborator and as an owner, in one write. Other collaborators stay, also those that
 * somebody adds or removes at the same time.
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const removeFromProject = async (
  table: Table,
  key: ItemKey,
  userId: number,
  options: ReadOptions = {},
): Promise<void> => {
  await untilWritten(async () => {
    const item = await getItem(table, key, options);
    if (item === undefined) return true;
    const [positions, fields] = [positionsIn(item, userId), ownerFieldsIn(item, userId)];
    if (positions.length + fields.length === 0) return true;
    const removal = {
      ...{ list: 'collaborators', positions, element: { name: 'userId', value: { N: String(userId) } } },
      ...{ remove: fields, expected: { [PARTITION_KEY]: { S: key.PK }, ...pick(item, fields) } },
    };
    return (await removeElements(table, key, removal, options)) || undefined;
  });
};

const pick = (item: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
