import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyApiKey } from '../../lib/auth/verify-api-key.ts';
import { formatApiKey, generateApiKey, hashApiKey } from '../../lib/contract/api-key.ts';
import { DENIAL_TEXT } from '../../lib/contract/errors.ts';
import { encodeApiKey } from '../../lib/table/encode.ts';
import { buildApiKey } from '../support/build-records.ts';
import { expectError, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { createTenants, expectIds, expectInvalidKey, expectInvalidToken, seconds } from '../support/tenants.ts';

let api: LocalApi;
const tenants = createTenants(() => api);
beforeAll(async () => {
  api = await startLocalApi();
});
beforeEach(() => {
  api.authorizerTable.reset();
  api.listTable.reset();
});
afterAll(() => api.close());

const reads = () =>
  [...api.authorizerTable.requests, ...api.listTable.requests].filter(({ operation }) => operation !== 'UpdateItem')
    .length;

test('F1 no credential at all is told what is accepted, without a read', async () => {
  const response = await api.call();
  expectError(response, 401, DENIAL_TEXT.noCredential);
  for (const name of ['x-api-key', 'x-jwt-token', 'cookie jwt']) expect(response.body).toContain(name);
  expect(reads()).toBe(0);
});

test('F2 F3 F4 an unknown, revoked, expired or malformed key is answered byte for byte alike', async () => {
  const responses = await Promise.all([
    tenants.withKey(generateApiKey()),
    tenants.withKey(await tenants.putKey(1, { revoked: '2025-01-01T00:00:00Z' })),
    tenants.withKey(await tenants.putKey(1, { expiresAt: seconds() - 1 })),
    tenants.withKey('ei_short'),
  ]);
  for (const response of responses) {
    expectInvalidKey(response);
    expect(response.body).toBe(responses[0].body);
    const { date: _, 'x-amzn-requestid': __, ...headers } = response.headers;
    const { date: ___, 'x-amzn-requestid': ____, ...others } = responses[0].headers;
    expect(headers).toEqual(others);
  }
});

test('F3 a key is refused from the very next request after it is revoked or expired', async () => {
  await tenants.put(31);
  const key = generateApiKey();
  const record = { ...buildApiKey({ organizationId: 31 }), hash: hashApiKey(key) };
  await api.put(encodeApiKey(record));
  expectIds(await tenants.withKey(key), [31]);
  await api.put(encodeApiKey({ ...record, revoked: '2025-01-01T00:00:00Z' }));
  expectInvalidKey(await tenants.withKey(key));
  await api.put(encodeApiKey({ ...record, expiresAt: seconds() }));
  expectInvalidKey(await tenants.withKey(key));
  await api.put(encodeApiKey({ ...record, expiresAt: seconds() + 60 }));
  expectIds(await tenants.withKey(key), [31]);
});

test('F4 a key with a bad prefix, length, alphabet or checksum is refused without a read', async () => {
  const good = formatApiKey('0123456789abcdefghijABCDEFGHIJ0123456789');
  for (const key of [
    'x',
    'ei_',
    `EI_${'a'.repeat(40)}`,
    `ei_${'a'.repeat(28)}`,
    `ei_${'a'.repeat(254)}`,
    `ei_${'a'.repeat(30)}!`,
    `ei_${'a'.repeat(30)} a`,
    `${good.slice(0, -1)}${good.endsWith('0') ? '1' : '0'}`,
    good.slice(0, -1),
  ]) {
    expectInvalidKey(await tenants.withKey(key));
  }
  expect(reads()).toBe(0);
});

test('F5 a key of 9 KB or of strange characters is refused, and no part of it is logged', async () => {
  expectInvalidKey(await tenants.withKey(`ei_${'F5canary'.repeat(1150)}`));
  // What HTTP itself does not let through, the gateway never sees
  expectInvalidKey(await tenants.withKey(`ei_F5canary${Buffer.from('🔑').toString('latin1').repeat(8)}`));
  for (const key of ['ei_F5canary\0'.padEnd(40, 'a'), 'ei_F5canary\r\nx: y'.padEnd(40, 'a')]) {
    await expect(tenants.withKey(key)).rejects.toThrow('Invalid character in header content');
  }
  expect(api.lines.filter((line) => line.includes('F5canary'))).toEqual([]);
});

test('F6 a credential header that is given twice is refused, even with the same value', async () => {
  await tenants.put(61);
  const key = await tenants.putKey(61);
  const other = await tenants.putKey(61);
  const token = await api.stack.issuer.sign({ sub: '61' });
  expectIds(await tenants.withKey(key), [61]);
  for (const keys of [
    [key, key],
    [key, other],
    [key, ''],
  ]) {
    expectInvalidKey(await tenants.withKey(keys));
  }
  expectInvalidToken(await tenants.withToken([token, token]));
  expect(reads()).toBe(3);
});

test('F7 any casing of the header names is accepted', async () => {
  await tenants.put(71);
  const key = await tenants.putKey(71);
  const token = await api.stack.issuer.sign({ sub: '71' });
  for (const headers of [{ 'X-API-KEY': key }, { 'X-Jwt-Token': token }, { COOKIE: `jwt=${token}` }]) {
    expectIds(await api.call({ headers }), [71]);
  }
});

test('F8 the first credential that is present decides alone', async () => {
  await tenants.put(81);
  await tenants.put(82);
  const [key, badKey] = [await tenants.putKey(81), generateApiKey()];
  const [token, badToken] = [await api.stack.issuer.sign({ sub: '82' }), 'a.b.c'];
  const call = (headers: Record<string, string>) => api.call({ headers });
  expectInvalidKey(await call({ 'x-api-key': badKey, 'x-jwt-token': token, cookie: `jwt=${token}` }));
  expectInvalidKey(await call({ 'x-api-key': '', 'x-jwt-token': token }));
  expectInvalidToken(await call({ 'x-jwt-token': badToken, cookie: `jwt=${token}` }));
  expectIds(await call({ 'x-api-key': key, 'x-jwt-token': badToken }), [81]);
  expectIds(await call({ 'x-api-key': key, cookie: `jwt=${token}` }), [81]);
  expectIds(await call({ 'x-jwt-token': token, cookie: `jwt=${badToken}` }), [82]);
  expectIds(await call({ cookie: `jwt=${token}` }), [82]);
});

test('F9 a key of one tenant with a token of another gives the key’s organization only', async () => {
  await tenants.put(91);
  await tenants.put(92, { name: 'canary-of-92', email: 'canary-92@example.com' });
  const headers = { 'x-api-key': await tenants.putKey(91), 'x-jwt-token': await api.stack.issuer.sign({ sub: '92' }) };
  const response = await api.call({ headers });
  expectIds(response, [91]);
  expect(response.body).not.toMatch(/canary-of-92|canary-92|tenant-92/);
});

test('F10 the old and the new key both work while they are rotated', async () => {
  await tenants.put(101);
  const old = await tenants.putKey(101, { keyId: 1, expiresAt: seconds() + 600 });
  const fresh = await tenants.putKey(101, { keyId: 2 });
  expectIds(await tenants.withKey(old), [101]);
  expectIds(await tenants.withKey(fresh), [101]);
});

test('F11 of 100,000 random well-formed keys none is accepted', async () => {
  // Some through everything, the rest through the same code in this process
  await tenants.put(111);
  const known = await tenants.putKey(111);
  for (let index = 0; index < 100; index++) expectInvalidKey(await tenants.withKey(generateApiKey()));
  const { hash, ...record } = { ...buildApiKey({ organizationId: 111 }), hash: hashApiKey(known) };
  const readApiKey = async (asked: string) => (asked === hash ? record : undefined);
  let accepted = 0;
  for (let index = 0; index < 100_000; index++) {
    if ('principalKind' in (await verifyApiKey(generateApiKey(), readApiKey, Date.now()))) accepted += 1;
  }
  expect(accepted).toBe(0);
  expect(await verifyApiKey(known, readApiKey, Date.now())).toMatchObject({ organizationId: 111 });
});
