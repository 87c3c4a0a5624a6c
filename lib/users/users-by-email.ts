import type { Table } from '../table/call.ts';
import { decodeUserProfile } from '../table/items.ts';
import { idInKey, keyOf } from '../table/keys.ts';
import { scanItems } from '../table/scan.ts';
import { FIXED_SORT_KEY } from '../table/schema.ts';

type Owner = { readonly id: number; readonly hasSudoRights: boolean };

/** Users by e-mail address in lower case. Several users may have the same address. */
export type UsersByEmail = ReadonlyMap<string, readonly Owner[]>;

/**
 * Indexes all users by e-mail address. It reads the whole table.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const indexUsersByEmail = async (table: Table): Promise<UsersByEmail> => {
  const users = new Map<string, Owner[]>();
  for await (const item of scanItems(table, { sortKey: FIXED_SORT_KEY.user })) {
    const { email, staffInfo } = decodeUserProfile(item);
    const owner = { id: idInKey(keyOf(item).PK), hasSudoRights: staffInfo.hasSudoRights };
    users.set(email.toLowerCase(), [...(users.get(email.toLowerCase()) ?? []), owner]);
  }
  return users;
};
