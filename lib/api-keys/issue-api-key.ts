import { isDeepStrictEqual } from 'node:util';
import { generateApiKey, hashApiKey, isWellFormedApiKey } from '../contract/api-key.ts';
import type { Table } from '../table/call.ts';
import { encodeApiKey } from '../table/encode.ts';
import { activeOrganization } from '../table/existing.ts';
import { getItem } from '../table/get.ts';
import type { ApiKeyItem } from '../table/items.ts';
import { apiKeyKey, organizationKey } from '../table/keys.ts';
import { PARTITION_KEY, TTL_ATTRIBUTE } from '../table/schema.ts';
import { transactWrite, type Write } from '../table/transact.ts';
import { untilWritten } from '../table/until-written.ts';
import { listApiKeys } from './find-api-keys.ts';
import { ApiKeyExistsError, ApiKeyExpiryPastError, ApiKeyMalformedError } from './refusals.ts';

/** The organization's attribute that holds the id of the last issued key. It is never part of an answer. */
const LAST_KEY_ID = 'lastKeyId';

export type NewApiKey = {
  readonly organizationId: number;
  readonly name: string;
  readonly role: ApiKeyItem['role'];
  /** Milliseconds since 1970; undefined for never. */
  readonly expires: number | undefined;
  /** A key that the customer chose; undefined to generate one. */
  readonly ownKey: string | undefined;
};

/** The key itself, which is shown once and never stored, and its stored item. */
export type IssuedApiKey = { readonly key: string; readonly item: ApiKeyItem };

/**
 * Issues an API key. The key's id is counted in the same transaction, so that two keys never share one.
 * @param now milliseconds since 1970
 * @param alsoWrite returns further writes for the same transaction; called for each attempt
 * @throws OrganizationMissingError, OrganizationDeletedError, ApiKeyMalformedError, ApiKeyExistsError,
 *   ApiKeyExpiryPastError, TableUnavailableError, TableRefusedError, and whatever `alsoWrite` throws
 */
export const issueApiKey = async (
  table: Table,
  newKey: NewApiKey,
  now: number,
  alsoWrite: () => Promise<readonly Write[]> = async () => [],
): Promise<IssuedApiKey> => {
  const { organizationId, expires, ownKey } = newKey;
  if (expires !== undefined && expires <= now) throw new ApiKeyExpiryPastError();
  if (ownKey !== undefined && !isWellFormedApiKey(ownKey)) throw new ApiKeyMalformedError();
  const key = ownKey ?? generateApiKey();
  const hash = hashApiKey(key);
  const organization = organizationKey(organizationId);
  // Also covers keys that were stored without this count.
  const highest = (await listApiKeys(table, organizationId)).at(-1)?.item.keyId ?? 0;
  return untilWritten(async () => {
    const stored = await getItem(table, organization);
    activeOrganization(stored, organizationId);
    if ((await getItem(table, apiKeyKey(hash))) !== undefined) throw new ApiKeyExistsError();
    const last = stored?.[LAST_KEY_ID];
    const item = toItem(newKey, Math.max(highest, Number(last?.N ?? 0)) + 1, now);
    const expected = { [PARTITION_KEY]: { S: organization.PK }, [LAST_KEY_ID]: last, deletedDate: undefined };
    const wanted = encodeApiKey({ hash, ...item });
    const writes = [
      { update: organization, change: { set: { [LAST_KEY_ID]: { N: String(item.keyId) } }, expected } },
      { put: wanted },
      ...(await alsoWrite()),
    ];
    const isIssued = await transactWrite(table, writes).catch(async (error: unknown) => {
      // Perhaps only the answers were lost. A key that is stored must be shown
      if (isDeepStrictEqual(await getItem(table, apiKeyKey(hash)), wanted)) return true;
      throw error;
    });
    return isIssued ? { key, item } : undefined;
  });
};

const toItem = ({ organizationId, name, role, expires }: NewApiKey, keyId: number, now: number): ApiKeyItem => ({
  ...{ keyId, organizationId, name, role, created: new Date(now).toISOString() },
  ...(expires === undefined ? {} : { [TTL_ATTRIBUTE]: toSeconds(expires) }),
});

/**
 * @param time milliseconds since 1970
 * @returns whole seconds since 1970
 */
export const toSeconds = (time: number): number => Math.floor(time / 1000);
