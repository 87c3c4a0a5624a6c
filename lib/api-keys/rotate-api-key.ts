import type { Table } from '../table/call.ts';
import { getItem } from '../table/get.ts';
import { type ApiKeyItem, decodeApiKey } from '../table/items.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from '../table/schema.ts';
import type { Write } from '../table/transact.ts';
import { apiKeyStateOf, findApiKey, type StoredApiKey } from './find-api-keys.ts';
import { type IssuedApiKey, issueApiKey, toSeconds } from './issue-api-key.ts';
import { ApiKeyEndedError, ApiKeyMissingError } from './refusals.ts';

export type Rotation = {
  readonly organizationId: number;
  /** The key that is replaced. */
  readonly keyId: number;
  /** How long the old key stays valid, in milliseconds. */
  readonly grace: number;
  /**
   * When the new key expires, in milliseconds since 1970; undefined for the lifetime that the old key was issued with.
   */
  readonly expires: number | undefined;
  /** A key that the customer chose; undefined to generate one. */
  readonly ownKey: string | undefined;
};

export type RotatedApiKey = IssuedApiKey & {
  /** When the old key expires, in milliseconds since 1970. */
  readonly oldExpires: number;
  /** Whether the old key was already rotated before, so that two keys now replace it. */
  readonly wasRotated: boolean;
};

/**
 * Issues a new key with the name and role of an old one, and shortens the old key's validity to the grace time. An
 * earlier expiry of the old key is kept. Both happen in one transaction.
 * @param now milliseconds since 1970
 * @throws ApiKeyMissingError, ApiKeyEndedError, and whatever {@link issueApiKey} throws
 */
export const rotateApiKey = async (
  table: Table,
  { organizationId, keyId, grace, expires, ownKey }: Rotation,
  now: number,
): Promise<RotatedApiKey> => {
  const old = await findApiKey(table, organizationId, keyId);
  const state = apiKeyStateOf(old.item, now);
  if (state !== 'valid') throw new ApiKeyEndedError(keyId, state);
  const { name, role } = old.item;
  const lifetime = lifetimeOf(old.item);
  const end = expires ?? (lifetime === undefined ? undefined : now + lifetime);
  let oldExpiresAt = 0;
  const issued = await issueApiKey(table, { organizationId, name, role, expires: end, ownKey }, now, async () => {
    const limit = await limitApiKey(table, old, toSeconds(now + grace));
    oldExpiresAt = limit.expiresAt;
    return [limit.write];
  });
  return { ...issued, oldExpires: oldExpiresAt * 1000, wasRotated: old.item.issuedUntil !== undefined };
};

/** The lifetime that a key was issued with, in milliseconds; undefined if it had no expiry. */
const lifetimeOf = ({ created, expiresAt, issuedUntil = expiresAt }: ApiKeyItem): number | undefined =>
  issuedUntil === undefined || issuedUntil === null ? undefined : issuedUntil * 1000 - Date.parse(created);

/**
 * Prepares the write that limits a key's validity.
 * @param end seconds since 1970
 * @returns the write, and when the key then expires, in seconds since 1970
 */
const limitApiKey = async (
  table: Table,
  { primaryKey, item: { organizationId, keyId } }: StoredApiKey,
  end: number,
): Promise<{ readonly write: Write; readonly expiresAt: number }> => {
  const stored = await getItem(table, primaryKey);
  if (stored === undefined) throw new ApiKeyMissingError(organizationId, keyId);
  const before = decodeApiKey(stored);
  if (before.revoked !== undefined) throw new ApiKeyEndedError(keyId, 'revoked');
  const expiresAt = Math.min(before.expiresAt ?? end, end);
  const issuedUntil = stored['issuedUntil'] ?? stored[TTL_ATTRIBUTE] ?? { NULL: true };
  const expected = {
    [PARTITION_KEY]: { S: primaryKey.PK },
    [TTL_ATTRIBUTE]: stored[TTL_ATTRIBUTE],
    revoked: undefined,
  };
  return {
    write: {
      update: primaryKey,
      change: { set: { [TTL_ATTRIBUTE]: { N: String(expiresAt) }, issuedUntil }, expected },
    },
    expiresAt,
  };
};
