import type { ReadOptions, Table } from '../table/call.ts';
import { BrokenItemError } from '../table/errors.ts';
import { getItems } from '../table/get.ts';
import { decodeUserProfile } from '../table/items.ts';
import { idInKey, userKey } from '../table/keys.ts';
import { PARTITION_KEY } from '../table/schema.ts';
import { type RenderedUser, renderUser } from './assemble.ts';

/** Cached users, about a kilobyte each. Beyond this the oldest entries are dropped and read again when needed. */
const MAX_CACHED_USERS = 2_000;

/** Rendered users by their ids. */
export type Users = ReadonlyMap<number, RenderedUser>;

/** Loads users for one answer, each at most once while it is cached. Create one per answer: profiles change. */
export type UserLoader = {
  /**
   * @returns all of the requested users
   * @throws BrokenItemError if a user has no item: leaving them out would make an incomplete list look complete
   */
  readonly load: (userIds: ReadonlySet<number>) => Promise<Users>;
};

/**
 * @param consistent whether all users are read strongly consistent; otherwise only those that the first read did not
 *   find
 */
export const createUserLoader = (
  table: Table,
  { consistent = false, ...options }: ReadOptions & { readonly consistent?: boolean },
): UserLoader => {
  const cache = new Map<number, RenderedUser>();

  /** @param users is added to */
  const read = async (userIds: readonly number[], isConsistent: boolean, users: Map<number, RenderedUser>) => {
    const items = await getItems(table, userIds.map(userKey), { ...options, consistent: isConsistent });
    for (const item of items) {
      const userId = idInKey(item[PARTITION_KEY]?.S ?? '');
      const user = renderUser(userId, decodeUserProfile(item));
      users.set(userId, user);
      cache.set(userId, user);
    }
  };

  const shrink = (): void => {
    for (const userId of cache.keys()) {
      if (cache.size <= MAX_CACHED_USERS) return;
      cache.delete(userId);
    }
  };

  const load: UserLoader['load'] = async (userIds) => {
    // Taken before anything is waited for: another call may drop them from the cache meanwhile
    const users = new Map<number, RenderedUser>();
    for (const userId of userIds) {
      const user = cache.get(userId);
      if (user !== undefined) users.set(userId, user);
    }
    const missing = () => [...userIds].filter((userId) => !users.has(userId));
    if (missing().length > 0) await read(missing(), consistent, users);
    // An eventually consistent read may miss a user who was written just before the item that refers to them
    if (missing().length > 0) await read(missing(), true, users);
    const [absent] = missing();
    if (absent !== undefined) throw missingUser(absent);
    shrink();
    return users;
  };

  return { load };
};

/**
 * A loaded user.
 * @throws BrokenItemError if the user was not loaded
 */
export const renderedOf = (users: Users, userId: number): RenderedUser => {
  const user = users.get(userId);
  if (user === undefined) throw missingUser(userId);
  return user;
};

const missingUser = (userId: number) => {
  const { PK, SK } = userKey(userId);
  return new BrokenItemError(`${PK}/${SK}`, 'the item', 'there');
};
