import type { Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { TTL_ATTRIBUTE } from '../table/schema.ts';
import type { StoredApiKey } from './find-api-keys.ts';

/**
 * Revokes a key permanently. The next request with it is refused. Its expiry is removed: DynamoDB deletes expired
 * items, and a key that the customer chose could then be issued again.
 * @param now milliseconds since 1970
 * @returns whether anything was changed; false if the key was revoked before, unless it still had an expiry
 * @throws TableUnavailableError, TableRefusedError
 */
export const revokeApiKey = (table: Table, { primaryKey }: StoredApiKey, now: number): Promise<boolean> =>
  changeItem(table, primaryKey, (item) => {
    if (item === undefined) return undefined;
    const remove = [TTL_ATTRIBUTE];
    if (item['revoked'] === undefined) return { set: { revoked: { S: new Date(now).toISOString() } }, remove };
    // Version 1.0.0 did not remove the expiry.
    return item[TTL_ATTRIBUTE] ? { remove } : undefined;
  });
