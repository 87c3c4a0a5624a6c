import { beforeEach, describe, expect, test } from 'vitest';
import { apiKeyStateOf, findApiKey, listApiKeys } from '../../../lib/api-keys/find-api-keys.ts';
import { issueApiKey, toSeconds } from '../../../lib/api-keys/issue-api-key.ts';
import {
  ApiKeyEndedError,
  ApiKeyExistsError,
  ApiKeyExpiryPastError,
  ApiKeyMalformedError,
  ApiKeyMissingError,
} from '../../../lib/api-keys/refusals.ts';
import { revokeApiKey } from '../../../lib/api-keys/revoke-api-key.ts';
import { rotateApiKey } from '../../../lib/api-keys/rotate-api-key.ts';
import { hashApiKey, isWellFormedApiKey } from '../../../lib/contract/api-key.ts';
import { encodeApiKey, encodeOrganization } from '../../../lib/table/encode.ts';
import { TableUnavailableError } from '../../../lib/table/errors.ts';
import { OrganizationDeletedError, OrganizationMissingError } from '../../../lib/table/existing.ts';
import { getItem } from '../../../lib/table/get.ts';
import { apiKeyKey } from '../../../lib/table/keys.ts';
import { deleteItem, updateItem } from '../../../lib/table/update.ts';
import { buildApiKey, buildOrganization } from '../../support/build-records.ts';
import { controlWrites } from '../../support/failing-writes.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const { table, put } = await startMemoryTable();
const writes = controlWrites(table);
beforeEach(() => writes.reset());

let organizationId = 0;
const putOrganization = async (fields = {}): Promise<void> => {
  organizationId += 1;
  await put(encodeOrganization(buildOrganization({ id: organizationId, ...fields })));
};
type Fields = { readonly expires?: number; readonly ownKey?: string };
const issue = ({ expires, ownKey }: Fields = {}, now = NOW) =>
  issueApiKey(table, { organizationId, name: 'ci', role: 'member', expires, ownKey }, now);
const rotate = (keyId: number, { grace = DAY_MS, ...fields }: Fields & { readonly grace?: number } = {}) =>
  rotateApiKey(table, { organizationId, keyId, grace, expires: fields.expires, ownKey: fields.ownKey }, NOW);
const stored = (key: string) => getItem(table, apiKeyKey(hashApiKey(key)));

describe('a key is issued', () => {
  test('with the next id of its organization, and stored by its hash only', async () => {
    await putOrganization();
    const first = await issue();
    const second = await issue({ expires: NOW + DAY_MS + 999 });
    expect(isWellFormedApiKey(first.key)).toBe(true);
    const item = { organizationId, name: 'ci', role: 'member', created: '2026-06-01T12:00:00.000Z' } as const;
    expect([first.item, second.item]).toEqual([
      { keyId: 1, ...item },
      { keyId: 2, ...item, expiresAt: (NOW + DAY_MS) / 1000 },
    ]);
    expect(await stored(second.key)).toEqual(encodeApiKey({ hash: hashApiKey(second.key), ...second.item }));
    expect((await listApiKeys(table, organizationId)).map(({ item: { keyId } }) => keyId)).toEqual([1, 2]);
  });

  test('with an id beyond those that were stored in another way', async () => {
    await putOrganization();
    await put(encodeApiKey(buildApiKey({ hash: 'e'.repeat(64), organizationId, keyId: 7 })));
    expect((await issue()).item.keyId).toBe(8);
    await put(encodeApiKey(buildApiKey({ hash: 'f'.repeat(64), organizationId, keyId: 3 })));
    expect((await issue()).item.keyId).toBe(9);
  });

  test('only once for a key of one’s own, of the right form, that ends in the future', async () => {
    await putOrganization();
    const ownKey = 'ei_own.own.own.own.own.own.own.own.own';
    await issue({ ownKey });
    await expect(issue({ ownKey })).rejects.toThrow(ApiKeyExistsError);
    await expect(issue({ ownKey: 'ei_short' })).rejects.toThrow(ApiKeyMalformedError);
    await expect(issue({ expires: NOW })).rejects.toThrow(ApiKeyExpiryPastError);
    expect(await listApiKeys(table, organizationId)).toHaveLength(1);
  });

  test('for an organization that is there', async () => {
    await putOrganization({ deletedDate: '2026-01-01T00:00:00Z' });
    await expect(issue()).rejects.toThrow(OrganizationDeletedError);
    organizationId = 999;
    await expect(issue()).rejects.toThrow(OrganizationMissingError);
    organizationId = 100;
  });
});

test.each([true, false])(
  'a key is shown if and only if it was stored (%s), though the answer is lost',
  async (isMade) => {
    await putOrganization();
    Object.assign(writes, { failFrom: 1, isMade });
    const issuing = issue();
    if (isMade) expect(await stored((await issuing).key)).toBeDefined();
    else await expect(issuing).rejects.toThrow(TableUnavailableError);
    expect(await listApiKeys(table, organizationId)).toHaveLength(isMade ? 1 : 0);
  },
);

describe('a key is rotated', () => {
  test('into one of the same name, role and lifetime, and ends after its grace time', async () => {
    await putOrganization();
    const old = await issue({ expires: NOW + 10 * DAY_MS }, NOW - DAY_MS);
    const first = await rotate(1);
    expect(first).toMatchObject({ oldExpires: NOW + DAY_MS, wasRotated: false });
    expect(first.item).toMatchObject({ keyId: 2, name: 'ci', role: 'member', expiresAt: toSeconds(NOW + 11 * DAY_MS) });
    expect(await stored(old.key)).toMatchObject({
      expiresAt: { N: String(toSeconds(NOW + DAY_MS)) },
      issuedUntil: { N: String(toSeconds(NOW + 10 * DAY_MS)) },
    });
    for (let again = 0; again < 2; again++) {
      expect(await rotate(1)).toMatchObject({ wasRotated: true, item: { expiresAt: first.item.expiresAt } });
    }
  });

  test('without an end, where it had none, or with the one that is wanted', async () => {
    await putOrganization();
    const { key } = await issue();
    expect((await rotate(1)).item).not.toHaveProperty('expiresAt');
    expect(await stored(key)).toMatchObject({ issuedUntil: { NULL: true } });
    expect((await rotate(1)).item).not.toHaveProperty('expiresAt');
    expect((await rotate(1, { expires: NOW + DAY_MS })).item.expiresAt).toBe(toSeconds(NOW + DAY_MS));
  });

  test('and never ends later than before', async () => {
    await putOrganization();
    await issue({ expires: NOW + DAY_MS });
    expect((await rotate(1, { grace: 9 * DAY_MS })).oldExpires).toBe(NOW + DAY_MS);
  });

  test('only while it is valid', async () => {
    await putOrganization();
    await issue({ expires: NOW - 1 }, NOW - DAY_MS);
    await expect(rotate(1)).rejects.toThrow(new ApiKeyEndedError(1, 'expired'));
    await issue();
    await revokeApiKey(table, await findApiKey(table, organizationId, 2), NOW);
    await expect(rotate(2)).rejects.toThrow(new ApiKeyEndedError(2, 'revoked'));
    await expect(rotate(9)).rejects.toThrow(ApiKeyMissingError);
    expect(await listApiKeys(table, organizationId)).toHaveLength(2);
  });
});

describe('a key that ends while it is rotated', () => {
  const rotateWhile = async (act: (key: string) => Promise<unknown>) => {
    await putOrganization();
    const { key } = await issue();
    let isActed = false;
    writes.before = async () => {
      if (isActed) return;
      isActed = true;
      await act(key);
    };
    return rotate(1);
  };

  test('is not rotated when it was revoked', async () => {
    const rotating = rotateWhile(async () => revokeApiKey(table, await findApiKey(table, organizationId, 1), NOW));
    await expect(rotating).rejects.toThrow(new ApiKeyEndedError(1, 'revoked'));
    expect(await listApiKeys(table, organizationId)).toHaveLength(1);
  });

  test('is not rotated when it is gone', async () => {
    const rotating = rotateWhile((key) => deleteItem(table, apiKeyKey(hashApiKey(key))));
    await expect(rotating).rejects.toThrow(ApiKeyMissingError);
    expect(await listApiKeys(table, organizationId)).toEqual([]);
  });
});

describe('a key is revoked', () => {
  test('as of now, once, and loses its expiry, also one that an older version left', async () => {
    await putOrganization();
    const { key } = await issue({ expires: NOW + DAY_MS });
    const found = await findApiKey(table, organizationId, 1);
    expect(await revokeApiKey(table, found, NOW)).toBe(true);
    expect(await revokeApiKey(table, found, NOW + 1)).toBe(false);
    expect(await stored(key)).toMatchObject({ revoked: { S: '2026-06-01T12:00:00.000Z' } });
    expect(await stored(key)).not.toHaveProperty('expiresAt');
    await updateItem(table, found.primaryKey, { set: { expiresAt: { N: '1' } }, expected: { keyId: { N: '1' } } });
    await revokeApiKey(table, found, NOW);
    expect(await stored(key)).not.toHaveProperty('expiresAt');
    expect(await revokeApiKey(table, { ...found, primaryKey: apiKeyKey('0'.repeat(64)) }, NOW)).toBe(false);
  });
});

test.each([
  [{}, 'valid'],
  [{ expiresAt: NOW / 1000 + 1 }, 'valid'],
  [{ expiresAt: NOW / 1000 }, 'expired'],
  [{ expiresAt: NOW / 1000, revoked: '2026-01-01T00:00:00Z' }, 'revoked'],
])('a key with %j is %s', (fields, state) => {
  const { hash: _, ...item } = buildApiKey(fields);
  expect(apiKeyStateOf(item, NOW)).toBe(state);
});
