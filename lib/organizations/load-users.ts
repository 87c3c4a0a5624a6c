import type { ReadOptions, Table } from '../table/call.ts';
import { BrokenItemError } from '../table/errors.ts';
import { getItems } from '../table/get.ts';
import { decodeUserProfile } from '../table/items.ts';
import { idInKey, userKey } from '../table/keys.ts';
import { PARTITION_KEY } from '../table/schema.ts';
import { type RenderedUser, renderUser } from './assemble.ts';

/** About a kilobyte each. Above it the users that were met first are read again when they are met again. */
const CACHE_LIMIT = 2_000;

/** Rendered users by their ids. */
export type Users = ReadonlyMap<number, RenderedUser>;

/** Users that one answer needs, each read once. It must not outlive the answer: profiles change. */
export type UserLoader = {
  /**
   * @returns every one of the users asked for
   * @throws BrokenItemError when one has no item, for a list without them would look whole
   */
  readonly load: (userIds: ReadonlySet<number>) => Promise<Users>;
};

/** @param consistent whether users are read strongly consistent; otherwise only those who seem missing are */
export const createUserLoader = (
  table: Table,
  { consistent = false, ...options }: ReadOptions & { readonly consistent?: boolean },
): UserLoader => {
  const cache = new Map<number, RenderedUser>();

  const read = async (userIds: readonly number[], isConsistent: boolean): Promise<void> => {
    const items = await getItems(table, userIds.map(userKey), { ...options, consistent: isConsistent });
    for (const item of items) {
      const userId = idInKey(item[PARTITION_KEY]?.S ?? '');
      cache.set(userId, renderUser(userId, decodeUserProfile(item)));
    }
  };

  const shrink = (): void => {
    for (const userId of cache.keys()) {
      if (cache.size <= CACHE_LIMIT) return;
      cache.delete(userId);
    }
  };

  const load: UserLoader['load'] = async (userIds) => {
    const missing = () => [...userIds].filter((userId) => !cache.has(userId));
    if (missing().length > 0) await read(missing(), consistent);
    // Whoever was written just before the item that refers to them may not have reached every copy of the table yet
    if (missing().length > 0) await read(missing(), true);
    const users = new Map<number, RenderedUser>();
    for (const userId of userIds) {
      const user = cache.get(userId);
      if (user === undefined) throw missingUser(userId);
      users.set(userId, user);
    }
    shrink();
    return users;
  };

  return { load };
};

/** A user among those that were loaded. @throws BrokenItemError when they are not */
export const renderedOf = (users: Users, userId: number): RenderedUser => {
  const user = users.get(userId);
  if (user === undefined) throw missingUser(userId);
  return user;
};

const missingUser = (userId: number) => {
  const { PK, SK } = userKey(userId);
  return new BrokenItemError(`${PK}/${SK}`, 'the item', 'there');
};
