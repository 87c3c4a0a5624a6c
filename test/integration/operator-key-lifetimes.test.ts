import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { hashApiKey } from '../../lib/contract/api-key.ts';
import { encodeApiKey } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { apiKeyKey } from '../../lib/table/keys.ts';
import { createItem, deleteItem, updateItem } from '../../lib/table/update.ts';
import { writeLastUsed } from '../../lib/table/write-last-used.ts';
import { buildApiKey, NOW } from '../support/build-records.ts';
import { issuedSchema, useKeyOperator } from '../support/key-operator.ts';

const { api, putOrganization, keys, issue, list, expectAccepted, expectRefused } = useKeyOperator();

describe('a key that is rotated', () => {
  test('holds beside the new one for the time of grace', async () => {
    const organizationId = await putOrganization();
    const old = await issue(organizationId, ['--expires', '90d']);
    const { stdout } = await keys('rotate 1', organizationId, ['--grace', '2d', '--json']);
    const { id, key } = z.parse(issuedSchema, JSON.parse(stdout));
    expect(id).toBe(2);
    await Promise.all([expectAccepted(old.key, organizationId), expectAccepted(key, organizationId)]);
    const [first, second] = await list(organizationId);
    const days = (from: string, to = '') => (Date.parse(to) - Date.parse(from)) / (24 * 60 * 60 * 1000);
    expect(days(second?.created ?? '', first?.expires)).toBeCloseTo(2, 3);
    expect(days(second?.created ?? '', second?.expires)).toBeCloseTo(90, 3);
    expect(second).toMatchObject({ name: 'ci', role: 'member', state: 'valid' });
  });

  test('ends at once where no grace is given, and never later than before', async () => {
    const organizationId = await putOrganization();
    const [first, second] = [await issue(organizationId), await issue(organizationId, ['--expires', '1d'])];
    await keys('rotate 1', organizationId, ['--grace', '0s']);
    await expectRefused(first.key);
    await keys('rotate 2', organizationId, ['--grace', '7d']);
    expect((await list(organizationId))[1]?.expires).toBe(second.expires);
    const { status, stderr } = await keys('rotate 1', organizationId);
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'Key 1 is expired. Issue a new one with `keys issue`.\n' });
  });

  test('twice gives each new key the lifetime that it was issued with, and says so', async () => {
    const organizationId = await putOrganization();
    await issue(organizationId, ['--expires', '90d']);
    await issue(organizationId);
    const rotate = async (id: number) => {
      const { stdout } = await keys(`rotate ${id}`, organizationId, ['--grace', '1d', '--json'], { now: NOW });
      return z.parse(z.looseObject({ expires: z.optional(z.string()) }), JSON.parse(stdout));
    };
    const end = new Date(NOW + 24 * 60 * 60 * 1000).toISOString();
    const [first, second] = [await rotate(1), await rotate(1)];
    expect([first, second]).toMatchObject([
      { id: 3, replaced: { id: 1, expires: end, wasRotated: false } },
      { id: 4, replaced: { id: 1, expires: end, wasRotated: true } },
    ]);
    expect(second.expires).toBe(first.expires);
    expect([await rotate(2), await rotate(2)].map(({ expires }) => expires)).toEqual([undefined, undefined]);
    const { stderr } = await keys('rotate 1', organizationId, ['--grace', '1d'], { now: NOW });
    expect(stderr).toContain(`Key 1 expires ${end}. It had been rotated before`);
  });
});

describe('a key that is revoked', () => {
  test('is refused from the next request on, however often', async () => {
    const organizationId = await putOrganization();
    const { key } = await issue(organizationId);
    await expectAccepted(key, organizationId);
    const revoke = () => keys('revoke 1', organizationId, ['--yes', '--json'], { now: NOW });
    expect(JSON.parse((await revoke()).stdout)).toEqual({ id: 1, organization: organizationId, changed: true });
    await expectRefused(key);
    expect(JSON.parse((await revoke()).stdout)).toMatchObject({ changed: false });
    expect(await list(organizationId)).toMatchObject([{ id: 1, state: 'revoked' }]);
    expect(
      (await keys('issue', organizationId, ['--name', 'a', '--role', 'admin', '--key-stdin'], { input: key })).stderr,
    ).toContain('a revoked key cannot be issued again');
    await expectRefused(key);
  });

  test("keeps a customer's own key out for ever: its item loses its expiry, by which DynamoDB would delete it", async () => {
    const organizationId = await putOrganization();
    const own = 'ei_revoked.revoked.revoked.revoked.revoked';
    const options = ['--name', 'own', '--role', 'member', '--key-stdin', '--expires', '1d'];
    await keys('issue', organizationId, options, { input: own });
    const table = { client: api().stack.client, name: api().stack.tableName };
    const stored = () => getItem(table, apiKeyKey(hashApiKey(own)));
    const { expiresAt = { N: '' } } = (await stored()) ?? {};
    await keys('revoke 1', organizationId, ['--yes']);
    expect(await stored()).not.toHaveProperty('expiresAt');
    // As version 1.0.0 left a revoked key.
    await updateItem(table, apiKeyKey(hashApiKey(own)), { set: { expiresAt }, expected: { keyId: { N: '1' } } });
    await keys('revoke 1', organizationId, ['--yes']);
    expect(await stored()).not.toHaveProperty('expiresAt');
  });

  test('is not, without a yes; and none is that belongs to another organization', async () => {
    const [organizationId, other] = [await putOrganization(), await putOrganization()];
    const { key } = await issue(organizationId);
    expect(await keys('revoke 1', organizationId)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('--yes'),
    });
    expect(await keys('revoke 1', other, ['--yes'])).toMatchObject({
      status: 1,
      stderr: `Organization ${other} has no key 1.\n`,
    });
    await expectAccepted(key, organizationId);
  });
});

describe('when a key was last used', () => {
  const updates = () => api().authorizerTable.requests.filter(({ operation }) => operation === 'UpdateItem');

  test('is known from its first use on, and recorded once an hour', async () => {
    const organizationId = await putOrganization();
    const { key } = await issue(organizationId);
    expect((await list(organizationId))[0]?.lastUsed).toBeUndefined();
    await expectAccepted(key, organizationId);
    const [{ lastUsed = '' } = {}] = await list(organizationId);
    expect(Date.parse(lastUsed)).toBeLessThanOrEqual(Date.now());
    await expectAccepted(key, organizationId);
    expect(updates()).toHaveLength(1);
    expect((await list(organizationId))[0]?.lastUsed).toBe(lastUsed);
  });

  test.each([
    'hang',
    'reset',
    { status: 500, body: '{}' },
    { status: 400, body: '{"__type":"AccessDeniedException"}' },
  ] as const)('is not worth a refusal: %j', async (reaction) => {
    const organizationId = await putOrganization();
    const { key } = await issue(organizationId);
    api().authorizerTable.react = ({ operation }) => (operation === 'UpdateItem' ? reaction : 'pass');
    await expectAccepted(key, organizationId);
    expect(updates().length).toBeGreaterThan(0);
    expect(api().lines.join('\n')).toContain('"UnrecordedUses":1');
    expect(api().lines.join('\n')).not.toContain(hashApiKey(key));
    expect((await list(organizationId))[0]?.lastUsed).toBeUndefined();
    api().authorizerTable.reset();
    await expectAccepted(key, organizationId);
    expect((await list(organizationId))[0]?.lastUsed).toBeDefined();
  });

  test('is written to no key that is gone, and by one of several requests at once', async () => {
    const { client, tableName: name } = api().stack;
    const table = { client, name };
    const hash = hashApiKey('written at once');
    const write = (before: string | undefined) =>
      writeLastUsed(table, hash, new Date(NOW).toISOString(), before, new AbortController().signal);
    expect(await write(undefined)).toBe(false);
    expect(await getItem(table, apiKeyKey(hash))).toBeUndefined();
    await createItem(table, encodeApiKey(buildApiKey({ hash })));
    expect((await Promise.all([write(undefined), write(undefined), write(undefined)])).filter(Boolean)).toHaveLength(1);
    await deleteItem(table, apiKeyKey(hash));
    expect(await write(new Date(NOW).toISOString())).toBe(false);
    expect(await getItem(table, apiKeyKey(hash))).toBeUndefined();
  });
});
