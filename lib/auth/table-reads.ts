import { hashIdentity } from '../contract/identity.ts';
import type { Table } from '../table/call.ts';
import { getItem } from '../table/get.ts';
import { decodeApiKey, decodeIdentity, decodeUserAccount, type UserAccount } from '../table/items.ts';
import { apiKeyKey, identityKey, userKey } from '../table/keys.ts';
import { createReadAhead } from '../table/read-ahead.ts';
import type { Authentication, ReadUsers } from './authenticate.ts';

/**
 * The reads of authentication, each of one item and strongly consistent.
 *
 * The account of a linked user may be read before the identity. So a request that is already under way may still be
 * accepted while its identity is unlinked, its user is signed out or disabled, and the identity is linked to them again.
 * The next request is refused.
 * @param readAhead remembers which account was read for an identity
 * @returns functions that throw TableUnavailableError, TableRefusedError or BrokenItemError
 */
export const createTableReads = (
  table: Table,
  readAhead = createReadAhead(),
): ReadUsers & Pick<Authentication, 'readApiKey'> => ({
  readApiKey: async (hash) => {
    const item = await getItem(table, apiKeyKey(hash));
    return item && decodeApiKey(item);
  },
  readUserAccount: (userId) => readAccount(table, userId),
  readLinkedUser: async (identity) => {
    const hash = hashIdentity(identity);
    const reading = new AbortController();
    const ahead = readAhead.start(table, hash, { signal: reading.signal });
    try {
      const item = await getItem(ahead.table, identityKey(hash));
      if (item === undefined) return undefined;
      const { userId } = decodeIdentity(item);
      const account = await readAccount(ahead.table, userId);
      if (account !== undefined) ahead.remember();
      return { userId, account };
    } finally {
      reading.abort();
    }
  },
});

const readAccount = async (table: Table, userId: number): Promise<UserAccount | undefined> => {
  const item = await getItem(table, userKey(userId));
  return item && decodeUserAccount(item);
};
