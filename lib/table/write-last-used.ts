import { type Table, toAttributes } from './call.ts';
import { apiKeyKey } from './keys.ts';
import { LAST_USED_ATTRIBUTE, PARTITION_KEY } from './schema.ts';
import { updateItem } from './update.ts';

/**
 * Writes when a key was last used, in place: a key that is gone is not created again, and of several requests at
 * once one writes.
 * @param before what was read; undefined for never
 * @returns whether it was written
 * @throws TableUnavailableError, TableRefusedError, or the signal's reason
 */
export const writeLastUsed = (
  table: Table,
  hash: string,
  lastUsed: string,
  before: string | undefined,
  signal: AbortSignal,
): Promise<boolean> => {
  const key = apiKeyKey(hash);
  const expected = {
    [PARTITION_KEY]: { S: key.PK },
    [LAST_USED_ATTRIBUTE]: before === undefined ? undefined : { S: before },
  };
  return updateItem(table, key, { set: toAttributes({ [LAST_USED_ATTRIBUTE]: lastUsed }), expected }, { signal });
};
