import type { Table } from '../table/call.ts';
import { encodeUser, type UserRecord } from '../table/encode.ts';
import { createItem } from '../table/update.ts';
import { UserExistsError } from './refusals.ts';

export type NewUser = Pick<UserRecord, 'id' | 'username' | 'name' | 'email' | 'pending' | 'activated'>;

/**
 * Adds a user who is no staff and a member of nothing.
 * @param now milliseconds since 1970
 * @returns what was stored of them
 * @throws UserExistsError, TableUnavailableError, TableRefusedError
 */
export const addUser = async (table: Table, newUser: NewUser, now: number): Promise<UserRecord> => {
  const user = {
    ...newUser,
    created: new Date(now).toISOString(),
    staffInfo: { isStaff: false, hasSudoRights: false },
    mfaConfigured: false,
  };
  if (!(await createItem(table, encodeUser(user)))) throw new UserExistsError(user.id);
  return user;
};
