import type { Table } from '../table/call.ts';
import { encodeUser, type UserRecord } from '../table/encode.ts';
import { getItem } from '../table/get.ts';
import { userKey, userPartition } from '../table/keys.ts';
import { queryIndex } from '../table/query-index.ts';
import { ERASED_ATTRIBUTE, INDEX_SORT_KEY, KEY_PREFIX } from '../table/schema.ts';
import { createItem, replaceItem } from '../table/update.ts';
import { UserExistsError, UserIdInUseError } from './refusals.ts';

export type NewUser = Pick<UserRecord, 'id' | 'username' | 'name' | 'email' | 'pending' | 'activated'>;

/**
 * Adds a user who is not staff and belongs to no organization. An erased user's id may be used again; tokens that were issued
 * before the erasure stay refused.
 * @param now milliseconds since 1970
 * @returns the stored user
 * @throws UserExistsError; UserIdInUseError if the id still has identities or memberships; TableUnavailableError,
 *   TableRefusedError
 */
export const addUser = async (table: Table, newUser: NewUser, now: number): Promise<UserRecord> => {
  const user = {
    ...newUser,
    created: new Date(now).toISOString(),
    staffInfo: { isStaff: false, hasSudoRights: false },
    mfaConfigured: false,
  };
  const stored = await getItem(table, userKey(user.id));
  const erased = stored?.[ERASED_ATTRIBUTE];
  if (stored !== undefined && erased === undefined) throw new UserExistsError(user.id);
  await refuseRemains(table, user.id);
  const added = erased?.S === undefined ? user : { ...user, tokensValidFrom: erased.S };
  const item = encodeUser(added);
  const isAdded = await (erased === undefined
    ? createItem(table, item)
    : replaceItem(table, item, { [ERASED_ATTRIBUTE]: erased }));
  if (!isAdded) throw new UserExistsError(user.id);
  return added;
};

/** Refuses an id with identities or memberships of an earlier user: the new user would inherit them. */
const refuseRemains = async (table: Table, userId: number): Promise<void> => {
  const left = { identities: 0, memberships: 0 };
  for await (const entries of queryIndex(table, { partition: userPartition(userId) }))
    for (const { [INDEX_SORT_KEY]: key } of entries)
      left[key?.S?.startsWith(KEY_PREFIX.identity) ? 'identities' : 'memberships'] += 1;
  const remains = Object.entries(left).flatMap(([name, count]) => (count === 0 ? [] : `${count} ${name}`));
  if (remains.length > 0) throw new UserIdInUseError(userId, remains.join(' and '));
};
