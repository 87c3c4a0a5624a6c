import { isDeepStrictEqual } from 'node:util';
import type { ReadOptions, Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { encodeUser } from '../table/encode.ts';
import { getItem } from '../table/get.ts';
import { userKey } from '../table/keys.ts';
import { ERASED_ATTRIBUTE, PARTITION_KEY } from '../table/schema.ts';
import { untilWritten } from '../table/until-written.ts';
import { replaceItem } from '../table/update.ts';

/**
 * Puts a placeholder without personal data in the place of a user's item, in one write. Where there is one already, it is
 * freed of what others may have added to it, and keeps its date.
 * @param now milliseconds since 1970
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const putPlaceholder = async (
  table: Table,
  userId: number,
  now: number,
  options: ReadOptions,
): Promise<void> => {
  const key = userKey(userId);
  await untilWritten(async () => {
    const item = await getItem(table, key, options);
    if (item === undefined) return true;
    const { [ERASED_ATTRIBUTE]: erased } = item;
    const placeholder = encodePlaceholder(userId, erased?.S ?? new Date(now).toISOString());
    // Another service may have added something since
    if (isDeepStrictEqual(item, placeholder)) return true;
    const expected = { [PARTITION_KEY]: { S: key.PK }, [ERASED_ATTRIBUTE]: erased };
    return (await replaceItem(table, placeholder, expected, options)) || undefined;
  });
};

/** What stays of an erased user. `.invalid` belongs to nobody: RFC 2606. */
const encodePlaceholder = (id: number, erased: string): Attributes =>
  encodeUser({
    ...{ id, username: `erased-${id}`, name: 'Erased user', email: `erased-${id}@erased.invalid`, created: erased },
    ...{ staffInfo: { isStaff: false, hasSudoRights: false }, pending: false, mfaConfigured: false },
    ...{ activated: false, disabled: true, tokensValidFrom: erased, erased },
  });
