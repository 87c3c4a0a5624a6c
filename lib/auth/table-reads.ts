import { hashIdentity } from '../contract/identity.ts';
import type { Table } from '../table/call.ts';
import { getItem } from '../table/get.ts';
import { decodeApiKey, decodeIdentity, decodeUserAccount } from '../table/items.ts';
import { apiKeyKey, identityKey, userKey } from '../table/keys.ts';
import type { Authentication, ReadUsers } from './authenticate.ts';

/**
 * The reads of authentication, each of one item and strongly consistent. An identity comes before its user's account: an
 * account that was read earlier could be one from before its user was signed out and the identity linked again.
 * @returns functions that throw TableUnavailableError, TableRefusedError or BrokenItemError
 */
export const createTableReads = (table: Table): ReadUsers & Pick<Authentication, 'readApiKey'> => ({
  readApiKey: async (hash) => {
    const item = await getItem(table, apiKeyKey(hash));
    return item && decodeApiKey(item);
  },
  readUserAccount: async (userId) => {
    const item = await getItem(table, userKey(userId));
    return item && decodeUserAccount(item);
  },
  readLinkedUser: async (identity) => {
    const item = await getItem(table, identityKey(hashIdentity(identity)));
    return item && decodeIdentity(item).userId;
  },
});
