import type { Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { TTL_ATTRIBUTE } from '../table/schema.ts';
import type { StoredApiKey } from './find-api-keys.ts';

/**
 * Revokes a key: it is refused from the next request on, for ever. Its expiry goes, since DynamoDB would delete an expired
 * item, and a customer's own key could then be issued again.
 * @param now milliseconds since 1970
 * @returns whether it was not revoked before
 * @throws TableUnavailableError, TableRefusedError
 */
export const revokeApiKey = (table: Table, { primaryKey }: StoredApiKey, now: number): Promise<boolean> =>
  changeItem(table, primaryKey, (item) => {
    if (item === undefined) return undefined;
    if (item['revoked'] === undefined) {
      return {
        set: { revoked: { S: new Date(now).toISOString() } },
        remove: item[TTL_ATTRIBUTE] ? [TTL_ATTRIBUTE] : [],
      };
    }
    // Version 1.0.0 left the expiry of a revoked key.
    return item[TTL_ATTRIBUTE] ? { remove: [TTL_ATTRIBUTE] } : undefined;
  });
