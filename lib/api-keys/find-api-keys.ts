import { setTimeout } from 'node:timers/promises';
import type { Table } from '../table/call.ts';
import { type ApiKeyItem, decodeApiKey } from '../table/items.ts';
import { type ItemKey, keyOf, organizationPartition, padId } from '../table/keys.ts';
import { readIndexed } from '../table/read-indexed.ts';
import { KEY_PREFIX } from '../table/schema.ts';
import { ApiKeyMissingError } from './refusals.ts';

/** The pauses before each look into the index, in milliseconds: it may not know yet what was just issued. */
const INDEX_PAUSES_MS = [0, 200, 400, 800];

/** A key as it is stored, and where. */
export type StoredApiKey = { readonly primaryKey: ItemKey; readonly item: ApiKeyItem };

/**
 * An organization's keys, ascending by id. A key that was issued within the last moments may be missing.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const listApiKeys = (table: Table, organizationId: number): Promise<StoredApiKey[]> =>
  readApiKeys(table, organizationId, KEY_PREFIX.apiKey);

/**
 * One key of an organization. It waits up to 1.4 seconds for the index to know the key.
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

/** Whether a key is accepted. */
export type ApiKeyState = 'valid' | 'expired' | 'revoked';

/** @param now milliseconds since 1970 */
export const apiKeyStateOf = ({ revoked, expiresAt }: ApiKeyItem, now: number): ApiKeyState => {
  if (revoked !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt * 1000 <= now ? 'expired' : 'valid';
};
