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
  /** How long the old key still holds, in milliseconds. */
  readonly grace: number;
  /** Milliseconds since 1970; undefined gives the new key the lifetime that the old one was issued with. */
  readonly expires: number | undefined;
  /** A key of the customer's own, instead of a generated one. */
  readonly ownKey: string | undefined;
};

export type RotatedApiKey = IssuedApiKey & {
  /** When the old key expires, in milliseconds since 1970. */
  readonly oldExpires: number;
  /** Whether the old key had been rotated before, so that there are two keys in its place now. */
  readonly wasRotated: boolean;
};

/**
 * Issues a key of the same name and role in the place of another one, and limits the old one to a grace time unless it ends
 * earlier anyway; both in one transaction.
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

/** How long a key was to hold when it was issued, in milliseconds; undefined for ever. */
const lifetimeOf = ({ created, expiresAt, issuedUntil = expiresAt }: ApiKeyItem): number | undefined =>
  issuedUntil === undefined || issuedUntil === null ? undefined : issuedUntil * 1000 - Date.parse(created);

/** @param end seconds since 1970 */
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
