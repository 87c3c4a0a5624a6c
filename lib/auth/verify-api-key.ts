import { hashApiKey, isWellFormedApiKey } from '../contract/api-key.ts';
import type { ApiKeyItem } from '../table/items.ts';
import type { Principal } from './principal.ts';
import { recordUse, type UseRecording } from './record-use.ts';
import { type Refusal, refuseKey } from './refusal.ts';

/** Reads an API key's item by the key's hash, strongly consistent; undefined if there is none. */
export type ReadApiKey = (hash: string) => Promise<ApiKeyItem | undefined>;

/**
 * Checks an API key. A malformed key is refused without reading the table.
 * @param now milliseconds since 1970
 * @param recording how to record the use of a valid key; absent: it is not recorded
 * @throws whatever `readApiKey` throws: an outage is not a denial
 */
export const verifyApiKey = async (
  key: string,
  readApiKey: ReadApiKey,
  now: number,
  recording?: UseRecording,
): Promise<Principal | Refusal> => {
  if (!isWellFormedApiKey(key)) return refuseKey('key-format');
  const hash = hashApiKey(key);
  const item = await readApiKey(hash);
  if (item === undefined) return refuseKey('key-unknown');
  if (item.revoked !== undefined) return refuseKey('key-revoked');
  if (item.expiresAt !== undefined && item.expiresAt * 1000 <= now) return refuseKey('key-expired');
  if (recording !== undefined) await recordUse(hash, item, now, recording);
  return { principalKind: 'apiKey', keyId: item.keyId, organizationId: item.organizationId, role: item.role };
};
