import { setTimeout } from 'node:timers/promises';
import { generateApiKey, hashApiKey, isWellFormedApiKey } from '../contract/api-key.ts';
import type { Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { encodeApiKey } from '../table/encode.ts';
import { type ApiKeyItem, decodeApiKey } from '../table/items.ts';
import { type ItemKey, keyOf, organizationKey, organizationPartition, padId } from '../table/keys.ts';
import { readIndexed } from '../table/read-indexed.ts';
import { KEY_PREFIX, TTL_ATTRIBUTE } from '../table/schema.ts';
import { createItem } from '../table/update.ts';
import { CliError } from './cli-error.ts';
import { undeleted } from './require-existing.ts';

/** How long the index is waited for, in milliseconds between attempts: it may not know yet what was just issued. */
const INDEX_PAUSES_MS = [0, 200, 400, 800];

/** The organization's attribute with the id of the key that was issued last; no answer has it. */
const LAST_KEY_ID = 'lastKeyId';

export type KeyOrder = {
  readonly organizationId: number;
  readonly name: string;
  readonly role: ApiKeyItem['role'];
  /** Milliseconds since 1970; undefined for never. */
  readonly expires: number | undefined;
  /** A key of the customer's own, instead of a generated one. */
  readonly ownKey: string | undefined;
};

/** A key in clear, to be shown once, and what is stored of it. */
export type IssuedKey = { readonly key: string; readonly item: ApiKeyItem };

type StoredKey = { readonly primaryKey: ItemKey; readonly item: ApiKeyItem };

/**
 * Issues an API key. Its id is the organization's next: one conditional write of the organization takes it, so that two
 * keys never have the same.
 * @param now milliseconds since 1970
 * @throws CliError when there is no such organization, or the customer's own key is none or is in use
 */
export const issueKey = async (table: Table, order: KeyOrder, now: number): Promise<IssuedKey> => {
  const { organizationId, name, role, expires, ownKey } = order;
  if (expires !== undefined && expires <= now) throw new CliError('A key cannot expire in the past.');
  if (ownKey !== undefined && !isWellFormedApiKey(ownKey)) throw new CliError(MALFORMED_KEY);
  const key = ownKey ?? generateApiKey();
  const hash = hashApiKey(key);
  const item = {
    keyId: await takeKeyId(table, organizationId),
    ...{ organizationId, name, role, created: new Date(now).toISOString() },
    ...(expires === undefined ? {} : { [TTL_ATTRIBUTE]: toSeconds(expires) }),
  };
  if (await createItem(table, encodeApiKey({ hash, ...item }))) return { key, item };
  throw new CliError('This key exists already; it may have been revoked, and a revoked key never comes back.');
};

const MALFORMED_KEY =
  'A key begins with ei_, has 32 to 256 characters of A-Z a-z 0-9 . _ ~ + / = -, and begins with ei_org_ only if it was generated here.';

const takeKeyId = async (table: Table, organizationId: number): Promise<number> => {
  // keys that came here in another way count as well
  const [highest = 0] = (await findKeys(table, organizationId)).map(({ item }) => item.keyId).toReversed();
  let keyId = 0;
  await changeItem(table, organizationKey(organizationId), (item) => {
    undeleted(item, organizationId);
    keyId = Math.max(highest, Number(item?.[LAST_KEY_ID]?.N ?? 0)) + 1;
    return { set: { [LAST_KEY_ID]: { N: String(keyId) } }, unchanged: ['deletedDate'] };
  });
  return keyId;
};

/** An organization's keys, ascending by id. A key that was issued within the last moments may be missing. */
export const listKeys = async (table: Table, organizationId: number): Promise<ApiKeyItem[]> =>
  (await findKeys(table, organizationId)).map(({ item }) => item);

const findKeys = async (table: Table, organizationId: number, sortPrefix: string = KEY_PREFIX.apiKey) => {
  const keys: StoredKey[] = [];
  for await (const items of readIndexed(table, organizationPartition(organizationId), sortPrefix)) {
    keys.push(...items.map((item) => ({ primaryKey: keyOf(item), item: decodeApiKey(item) })));
  }
  return keys.toSorted((one, other) => one.item.keyId - other.item.keyId);
};

/**
 * One key of an organization.
 * @throws CliError when there is none, or none any more
 */
export const findKey = async (table: Table, organizationId: number, keyId: number): Promise<StoredKey> => {
  for (const pause of INDEX_PAUSES_MS) {
    await setTimeout(pause);
    const [found] = await findKeys(table, organizationId, KEY_PREFIX.apiKey + padId(keyId));
    if (found !== undefined) return found;
  }
  throw new CliError(`Organization ${organizationId} has no key ${keyId}.`);
};

/**
 * Revokes a key: it is refused from the next request on, and for ever.
 * @returns whether it was not revoked before
 */
export const revokeKey = (table: Table, { primaryKey }: StoredKey, now: number): Promise<boolean> =>
  changeItem(table, primaryKey, (item) =>
    item === undefined || item['revoked'] !== undefined
      ? undefined
      : { set: { revoked: { S: new Date(now).toISOString() } } },
  );

/**
 * Lets a key end, unless it ends earlier anyway.
 * @param end milliseconds since 1970
 */
export const limitKey = (table: Table, { primaryKey }: StoredKey, end: number): Promise<boolean> =>
  changeItem(table, primaryKey, (item) => {
    if (item === undefined) return undefined;
    const { expiresAt = Number.POSITIVE_INFINITY } = decodeApiKey(item);
    return expiresAt <= toSeconds(end) ? undefined : { set: { [TTL_ATTRIBUTE]: { N: String(toSeconds(end)) } } };
  });

const toSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
