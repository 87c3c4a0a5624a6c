import type { Table } from '../table/call.ts';
import { getItems } from '../table/get.ts';
import { decodeUserProfile } from '../table/items.ts';
import { idInKey, keyOf } from '../table/keys.ts';
import { scanPartitionKeys } from '../table/scan.ts';
import { FIXED_SORT_KEY } from '../table/schema.ts';

type Owner = { readonly id: number; readonly hasSudoRights: boolean };

/** Users by e-mail address in lower case. Several users may have the same address. */
export type UsersByEmail = ReadonlyMap<string, readonly Owner[]>;

/** How many users are read together. */
const BATCH = 100;

/**
 * Indexes all users by e-mail address. It reads the whole table.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const indexUsersByEmail = async (table: Table): Promise<UsersByEmail> => {
  const users = new Map<string, Owner[]>();
  let keys: string[] = [];
  const readBatch = async () => {
    const batch = keys.map((PK) => ({ PK, SK: FIXED_SORT_KEY.user }));
    keys = [];
    for (const item of await getItems(table, batch, { consistent: true })) {
      const { email, staffInfo } = decodeUserProfile(item);
      const owner = { id: idInKey(keyOf(item).PK), hasSudoRights: staffInfo.hasSudoRights };
      users.set(email.toLowerCase(), [...(users.get(email.toLowerCase()) ?? []), owner]);
    }
  };
  for await (const key of scanPartitionKeys(table, FIXED_SORT_KEY.user))
    if (keys.push(key) === BATCH) await readBatch();
  await readBatch();
  return users;
};
