import { setTimeout } from 'node:timers/promises';
import type { Table } from '../table/call.ts';
import { type ApiKeyItem, decodeApiKey } from '../table/items.ts';
import { type ItemKey, keyOf, organizationPartition, padId } from '../table/keys.ts';
import { readIndexed } from '../table/read-indexed.ts';
import { KEY_PREFIX } from '../table/schema.ts';
import { ApiKeyMissingError } from './refusals.ts';

/**
 * The pauses before each query of the index, in milliseconds. The index is eventually consistent and may not have a new
 * key yet.
 */
const INDEX_PAUSES_MS = [0, 200, 400, 800];

/** A stored key with its primary key. */
export type StoredApiKey = { readonly primaryKey: ItemKey; readonly item: ApiKeyItem };

/**
 * An organization's keys, ascending by id. A key that was issued moments ago may be missing.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const listApiKeys = (table: Table, organizationId: number): Promise<StoredApiKey[]> =>
  readApiKeys(table, organizationId, KEY_PREFIX.apiKey);

/**
 * One key of an organization. It waits up to 1.4 seconds for a new key to appear in the index.
 * @throws ApiKeyMissingError, BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const findApiKey = async (table: Table, organizationId: number, keyId: number): Promise<StoredApiKey> => {
  for (const pause of INDEX_PAUSES_MS) {
    await setTimeout(pause);
    const [found] = await readApiKeys(table, organizationId, KEY_PREFIX.apiKey + padId(keyId));
    if (found !== undefined) return found;
  }
  throw new ApiKeyMissingError(organizationId, keyId);
};

const readApiKeys = async (table: Table, organizationId: number, sortPrefix: string): Promise<StoredApiKey[]> => {
  const keys: StoredApiKey[] = [];
  for await (const items of readIndexed(table, { partition: organizationPartition(organizationId), sortPrefix })) {
    keys.push(...items.map((item) => ({ primaryKey: keyOf(item), item: decodeApiKey(item) })));
  }
  return keys.toSorted((one, other) => one.item.keyId - other.item.keyId);
};

/** Only a `valid` key is accepted. */
export type ApiKeyState = 'valid' | 'expired' | 'revoked';

/** @param now milliseconds since 1970 */
export const apiKeyStateOf = ({ revoked, expiresAt }: ApiKeyItem, now: number): ApiKeyState => {
  if (revoked !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt * 1000 <= now ? 'expired' : 'valid';
};
