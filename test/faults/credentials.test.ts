import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatApiKey, generateApiKey, hashApiKey } from '../../lib/auth/api-key.ts';
import { DENIAL_TEXT } from '../../lib/auth/denial.ts';
import { LONGEST_LIFETIME_SECONDS } from '../../lib/auth/jwt.ts';
import { encodeApiKey, encodeMember, encodeOrganization, encodeUser } from '../../lib/table/write.ts';
import { buildApiKey, buildMember, buildOrganization, buildUser } from '../support/build-records.ts';
import { expectError, expectOrganizations, type LocalApi, startLocalApi } from '../support/local-api.ts';

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
});
beforeEach(() => {
  api.authorizerTable.reset();
  api.listTable.reset();
});
afterAll(() => api.close());

/** An organization with one member, and the user's id is the organization's. */
const putTenant = (id: number, user = {}) =>
  api.put(
    encodeOrganization(buildOrganization({ id, name: `tenant-${id}` })),
    encodeMember(buildMember({ organizationId: id, userId: id })),
    encodeUser(buildUser({ id, ...user })),
  );
const putKey = async (organizationId: number, changes = {}): Promise<string> => {
  const key = generateApiKey();
  await api.put(encodeApiKey({ ...buildApiKey({ organizationId, ...changes }), hash: hashApiKey(key) }));
  return key;
};
const withKey = (key: string | string[]) => api.call({ headers: { 'x-api-key': key } });
const withToken = (token: string | string[]) => api.call({ headers: { 'x-jwt-token': token } });
const withClaims = async (claims: Record<string, unknown>) => withToken(await api.stack.issuer.sign(claims));
const seconds = () => Math.floor(Date.now() / 1000);
const idsOf = (response: Parameters<typeof expectOrganizations>[0]) =>
  expectOrganizations(response).map(({ id }) => id);
const expectK = (response: Parameters<typeof expectError>[0]) => expectError(response, 401, DENIAL_TEXT.invalidApiKey);
const expectG = (response: Parameters<typeof expectError>[0]) => expectError(response, 401, DENIAL_TEXT.invalidToken);
const expectX = (response: Parameters<typeof expectError>[0]) => expectError(response, 401, DENIAL_TEXT.expiredToken);
const reads = () =>
  [...api.authorizerTable.requests, ...api.listTable.requests].filter(({ operation }) => operation !== 'UpdateItem')
    .length;

test('F1 no credential at all is told what is accepted, without a read', async () => {
  const response = await api.call();
  expectError(response, 401, DENIAL_TEXT.noCredential);
  for (const name of ['x-api-key', 'x-jwt-token', 'cookie jwt']) expect(response.body).toContain(name);
  expect(reads()).toBe(0);
});

describe('API keys', () => {
  test('F2 F3 F4 an unknown, revoked, expired or malformed key is answered byte for byte alike', async () => {
    const responses = await Promise.all([
      withKey(generateApiKey()),
      withKey(await putKey(1, { revoked: '2025-01-01T00:00:00Z' })),
      withKey(await putKey(1, { expiresAt: seconds() - 1 })),
      withKey('ei_short'),
    ]);
    for (const response of responses) {
      expectK(response);
      expect(response.body).toBe(responses[0].body);
      const { date: _, 'x-amzn-requestid': __, ...headers } = response.headers;
      const { date: ___, 'x-amzn-requestid': ____, ...others } = responses[0].headers;
      expect(headers).toEqual(others);
    }
  });

  test('F3 a key is refused from the very next request after it is revoked or expired', async () => {
    await putTenant(31);
    const key = generateApiKey();
    const record = { ...buildApiKey({ organizationId: 31 }), hash: hashApiKey(key) };
    await api.put(encodeApiKey(record));
    expect(idsOf(await withKey(key))).toEqual([31]);
    await api.put(encodeApiKey({ ...record, revoked: '2025-01-01T00:00:00Z' }));
    expectK(await withKey(key));
    await api.put(encodeApiKey({ ...record, expiresAt: seconds() }));
    expectK(await withKey(key));
    await api.put(encodeApiKey({ ...record, expiresAt: seconds() + 60 }));
    expect(idsOf(await withKey(key))).toEqual([31]);
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
      expectK(await withKey(key));
    }
    expect(reads()).toBe(0);
  });

  test('F5 a key of 9 KB or of strange characters is refused, and no part of it is logged', async () => {
    expectK(await withKey(`ei_${'F5canary'.repeat(1150)}`));
    // what HTTP itself does not let through, the gateway never sees
    expectK(await withKey(`ei_F5canary${Buffer.from('🔑').toString('latin1').repeat(8)}`));
    for (const key of ['ei_F5canary\0'.padEnd(40, 'a'), 'ei_F5canary\r\nx: y'.padEnd(40, 'a')]) {
      await expect(withKey(key)).rejects.toThrow('Invalid character in header content');
    }
    expect(api.lines.filter((line) => line.includes('F5canary'))).toEqual([]);
  });

  test('F6 a credential header that is given twice is refused, even with the same value', async () => {
    await putTenant(61);
    const key = await putKey(61);
    const other = await putKey(61);
    const token = await api.stack.issuer.sign({ sub: '61' });
    expect(idsOf(await withKey(key))).toEqual([61]);
    for (const keys of [
      [key, key],
      [key, other],
      [key, ''],
    ]) {
      expectK(await withKey(keys));
    }
    expectG(await withToken([token, token]));
    expect(reads()).toBe(3);
  });

  test('F7 any casing of the header names is accepted', async () => {
    await putTenant(71);
    const key = await putKey(71);
    const token = await api.stack.issuer.sign({ sub: '71' });
    for (const headers of [{ 'X-API-KEY': key }, { 'X-Jwt-Token': token }, { COOKIE: `jwt=${token}` }]) {
      expect(idsOf(await api.call({ headers }))).toEqual([71]);
    }
  });

  test('F8 the first credential that is present decides alone', async () => {
    await putTenant(81);
    await putTenant(82);
    const [key, badKey] = [await putKey(81), generateApiKey()];
    const [token, badToken] = [await api.stack.issuer.sign({ sub: '82' }), 'a.b.c'];
    const call = (headers: Record<string, string>) => api.call({ headers });
    expectK(await call({ 'x-api-key': badKey, 'x-jwt-token': token, cookie: `jwt=${token}` }));
    expectK(await call({ 'x-api-key': '', 'x-jwt-token': token }));
    expectG(await call({ 'x-jwt-token': badToken, cookie: `jwt=${token}` }));
    expect(idsOf(await call({ 'x-api-key': key, 'x-jwt-token': badToken }))).toEqual([81]);
    expect(idsOf(await call({ 'x-api-key': key, cookie: `jwt=${token}` }))).toEqual([81]);
    expect(idsOf(await call({ 'x-jwt-token': token, cookie: `jwt=${badToken}` }))).toEqual([82]);
    expect(idsOf(await call({ cookie: `jwt=${token}` }))).toEqual([82]);
  });

  test('F9 a key of one tenant with a token of another gives the key’s organization only', async () => {
    await putTenant(91);
    await putTenant(92, { name: 'canary-of-92', email: 'canary-92@example.com' });
    const headers = { 'x-api-key': await putKey(91), 'x-jwt-token': await api.stack.issuer.sign({ sub: '92' }) };
    const response = await api.call({ headers });
    expect(idsOf(response)).toEqual([91]);
    expect(response.body).not.toMatch(/canary-of-92|canary-92|tenant-92/);
  });

  test('F10 the old and the new key both work while they are rotated', async () => {
    await putTenant(101);
    const old = await putKey(101, { keyId: 1, expiresAt: seconds() + 600 });
    const fresh = await putKey(101, { keyId: 2 });
    expect(idsOf(await withKey(old))).toEqual([101]);
    expect(idsOf(await withKey(fresh))).toEqual([101]);
  });
});

describe('tokens', () => {
  test('F12 a token that has expired is told so', async () => {
    for (const ago of [1, 60, 86_400]) {
      expectX(await withClaims({ sub: '1', iat: seconds() - ago - 60, exp: seconds() - ago }));
    }
  });

  test.each([
    ['missing', () => undefined],
    ['a string', () => String(seconds() + 60)],
    ['null', () => null],
    ['in milliseconds', () => Date.now() + 60_000],
    ['further away than allowed', () => seconds() + LONGEST_LIFETIME_SECONDS + 10],
    ['beyond all dates', () => 1e300],
  ])('F19 a token whose exp is %s is invalid', async (_, exp) => {
    expectG(await withClaims({ sub: '970', exp: exp() }));
  });

  test.each([
    undefined,
    '',
    '0',
    '-1',
    '1.5',
    '042',
    '1e3',
    '9007199254740992',
    ' 1',
    0,
    -1,
    1.5,
    2 ** 53,
    null,
    {},
    ['1'],
  ])('F22 a token of the user %j is invalid', async (sub) => {
    // the signer refuses a subject that is no string, so the claims take the place of one of its own
    expectG(await withClaims({ sub } as Record<string, unknown>));
  });

  test('F26 two jwt cookies are refused; a quoted or percent-encoded one is accepted; a malformed one never crashes', async () => {
    await putTenant(261);
    const token = await api.stack.issuer.sign({ sub: '261' });
    const withCookie = (cookie: string | string[]) => api.call({ headers: { cookie } });
    for (const cookie of [
      `jwt=${token}`,
      `a=b; jwt=${token}; c`,
      `jwt="${token}"`,
      `jwt=${token.replaceAll('.', '%2E')}`,
    ]) {
      expect(idsOf(await withCookie(cookie))).toEqual([261]);
    }
    for (const cookie of [
      `jwt=${token}; jwt=${token}`,
      [`jwt=${token}`, 'jwt=x'],
      'jwt=',
      'jwt=%',
      'jwt="',
      'jwt=%ff.%ff.%ff',
    ]) {
      expectG(await withCookie(cookie));
    }
    for (const cookie of [';;;', '=', 'jwt', 'JWT=x', 'a=jwt=x']) {
      expectError(await withCookie(cookie), 401, DENIAL_TEXT.noCredential);
    }
  });

  test('F27 a user who is unknown, disabled, not activated or whose tokens were revoked is refused from the next request', async () => {
    await putTenant(271);
    const token = await api.stack.issuer.sign({ sub: '271' });
    expect(idsOf(await withToken(token))).toEqual([271]);
    const user = buildUser({ id: 271 });
    const revoked = new Date((seconds() + 1) * 1000).toISOString();
    for (const changes of [{ disabled: true }, { activated: false }, { tokensValidFrom: revoked }]) {
      await api.put(encodeUser({ ...user, ...changes }));
      expectG(await withToken(token));
    }
    await api.put(encodeUser({ ...user, tokensValidFrom: new Date((seconds() - 3600) * 1000).toISOString() }));
    expect(idsOf(await withToken(token))).toEqual([271]);
    expectG(await withClaims({ sub: '987654321' }));
  });
});

test('no credential of these tests is in any line that the functions wrote', () => {
  expect(api.lines.length).toBeGreaterThan(50);
  expect(api.lines.filter((line) => /ei_[\w.]{8}|eyJ[\w-]{10}|@example\.com/.test(line))).toEqual([]);
});
