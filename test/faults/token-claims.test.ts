import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { MAX_LIFETIME_SECONDS } from '../../lib/auth/claim-rules.ts';
import { verifyJwt } from '../../lib/auth/verify-jwt.ts';
import { DENIAL_TEXT, ERROR_TEXT } from '../../lib/contract/errors.ts';
import { encodeUser } from '../../lib/table/encode.ts';
import { buildUser } from '../support/build-records.ts';
import { expectError, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { createTenants, expectExpiredToken, expectIds, expectInvalidToken, seconds } from '../support/tenants.ts';
import { signEs256, signToken } from '../support/tokens.ts';

let api: LocalApi;
const tenants = createTenants(() => api);
const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
beforeAll(async () => {
  api = await startLocalApi();
  api.keyServer.keys.push({ ...own.publicKey.export({ format: 'jwk' }), kty: 'EC', kid: 'any-text', alg: 'ES256' });
  await tenants.put(231);
});
afterEach(() => api.clock.set(undefined));
afterAll(() => api.close());

test('F12 a token that has expired is told so', async () => {
  for (const ago of [1, 60, 86_400]) {
    expectExpiredToken(await tenants.withClaims({ sub: '1', iat: seconds() - ago - 60, exp: seconds() - ago }));
  }
});

test.each([
  ['missing', () => undefined],
  ['a string', () => String(seconds() + 60)],
  ['null', () => null],
  ['in milliseconds', () => Date.now() + 60_000],
  ['further away than allowed', () => seconds() + MAX_LIFETIME_SECONDS + 10],
  ['beyond all dates', () => 1e300],
])('F19 a token whose exp is %s is invalid', async (_, exp) => {
  expectInvalidToken(await tenants.withClaims({ sub: '970', exp: exp() }));
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
  // The signer refuses a subject that is no string, so the claims take the place of one of its own
  expectInvalidToken(await tenants.withClaims({ sub } as Record<string, unknown>));
});

test('F26 two jwt cookies are refused; a quoted or percent-encoded one is accepted; a malformed one never crashes', async () => {
  await tenants.put(261);
  const token = await api.stack.issuer.sign({ sub: '261' });
  const withCookie = (cookie: string | string[]) => api.call({ headers: { cookie } });
  for (const cookie of [
    `jwt=${token}`,
    `a=b; jwt=${token}; c`,
    `jwt="${token}"`,
    `jwt=${token.replaceAll('.', '%2E')}`,
  ]) {
    expectIds(await withCookie(cookie), [261]);
  }
  for (const cookie of [
    `jwt=${token}; jwt=${token}`,
    [`jwt=${token}`, 'jwt=x'],
    'jwt=',
    'jwt=%',
    'jwt="',
    'jwt=%ff.%ff.%ff',
  ]) {
    expectInvalidToken(await withCookie(cookie));
  }
  for (const cookie of [';;;', '=', 'jwt', 'JWT=x', 'a=jwt=x']) {
    expectError(await withCookie(cookie), 401, DENIAL_TEXT.noCredential);
  }
});

test('F27 a user who is unknown, disabled, not activated or whose tokens were revoked is refused from the next request', async () => {
  await tenants.put(271);
  const token = await api.stack.issuer.sign({ sub: '271' });
  expectIds(await tenants.withToken(token), [271]);
  const user = buildUser({ id: 271 });
  const revoked = new Date((seconds() + 1) * 1000).toISOString();
  for (const changes of [{ disabled: true }, { activated: false }, { tokensValidFrom: revoked }]) {
    await api.put(encodeUser({ ...user, ...changes }));
    expectInvalidToken(await tenants.withToken(token));
  }
  await api.put(encodeUser({ ...user, tokensValidFrom: new Date((seconds() - 3600) * 1000).toISOString() }));
  expectIds(await tenants.withToken(token), [271]);
  expectInvalidToken(await tenants.withClaims({ sub: '987654321' }));
});

describe('F20', () => {
  test.each(['iat', 'nbf'])(
    'a token whose %s is ahead by the allowed skew holds, and by one second more does not',
    async (claim) => {
      await tenants.put(201);
      const now = seconds() + 1000;
      api.clock.set(now * 1000);
      const ask = (ahead: number) => tenants.withClaims({ sub: '201', iat: now, exp: now + 900, [claim]: now + ahead });
      expectIds(await ask(0), [201]);
      expectIds(await ask(60), [201]);
      expectInvalidToken(await ask(61));
      expectInvalidToken(await ask(1e15));
    },
  );

  test('a token holds until the second before it expires, whatever skew is allowed', async () => {
    await tenants.put(202);
    const now = seconds() + 1000;
    api.clock.set(now * 1000);
    expectIds(await tenants.withClaims({ sub: '202', iat: now, exp: now + 1 }), [202]);
    expectExpiredToken(await tenants.withClaims({ sub: '202', iat: now - 60, exp: now }));
  });
});

test.each<[string, object, object]>([
  ['of another issuer', { iss: 'https://issuer.example' }, {}],
  ['of an issuer that begins the same', { iss: 'http://localhost' }, {}],
  ['of a list of issuers', { iss: ['x'] }, {}],
  ['of no issuer', { iss: undefined }, {}],
  ['for another audience', { aud: 'other' }, {}],
  ['for an audience in another casing', { aud: 'LOCAL' }, {}],
  ['for an empty list of audiences', { aud: [] }, {}],
  ['for no audience', { aud: undefined }, {}],
  ['of the type logout+jwt', {}, { typ: 'logout+jwt' }],
  ['of an empty type', {}, { typ: '' }],
])('F21 a token %s is invalid', async (_, claims, header) => {
  await tenants.put(210);
  const ask = async (changes: object, parameters: object) =>
    tenants.withToken(await api.stack.issuer.sign({ sub: '210', ...changes }, parameters));
  expectIds(await ask({}, {}), [210]);
  expectInvalidToken(await ask(claims, header));
});

describe('tokens that are truly signed over any text', () => {
  const sign = (payload: string) => signToken({ alg: 'ES256', kid: 'any-text' }, payload, signEs256(own.privateKey));
  const standard = () => `"iss":"${api.stack.issuer.url}","aud":"local","iat":${seconds()}`;
  const payload = (rest: string) => `{${standard()},"exp":${seconds() + 600},${rest}}`;

  test.each(['1e400', '-1e400', '1e308', 'true', '[1]', '{}', '"1e9"'])(
    'F19 one whose exp is %s is invalid',
    async (exp) => {
      expectIds(await tenants.withToken(sign(payload('"sub":"231"'))), [231]);
      expectInvalidToken(await tenants.withToken(sign(`{${standard()},"sub":"231","exp":${exp}}`)));
    },
  );

  test('F23 of a claim that is given twice the last one counts, as JSON.parse reads it', async () => {
    expectIds(await tenants.withToken(sign(payload('"sub":"0","sub":"231"'))), [231]);
    expectInvalidToken(await tenants.withToken(sign(payload('"sub":"231","sub":"0"'))));
    expectInvalidToken(await tenants.withToken(sign(payload('"sub":"231","exp":"x"'))));
  });

  test('F23 claims of the names of prototypes say nothing, and leave nothing behind', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const inherited = `"${name}":{"sub":"231","exp":9999999999,"prototype":{"sub":"231"}}`;
      expectInvalidToken(await tenants.withToken(sign(payload(inherited))));
      expectIds(await tenants.withToken(sign(payload(`"sub":"231",${inherited}`))), [231]);
      expectInvalidToken(await tenants.withToken(sign(payload('"other":1'))));
    }
  });

  test('F24 one of thousands of nested arrays is invalid, with hardly any work', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expectIds(await tenants.withToken(sign(payload(`"sub":"231","x":${nested(2500)}`))), [231]);
    // As large as the gateway lets through, and beyond what a token may be
    expectInvalidToken(await tenants.withToken(sign(payload(`"sub":"231","x":${nested(3200)}`))));
    expectInvalidToken(await tenants.withToken(sign(nested(3000))));
    expectInvalidToken(await tenants.withToken(`${sign(nested(10))}${'A'.repeat(8000)}`));
    const largest = sign(payload(`"sub":"0","x":${nested(20_000)}`));
    expectError(await tenants.withToken(largest), 413, ERROR_TEXT.badRequest);
    // What the gateway would keep away is neither decoded nor parsed
    const work = [vi.spyOn(Buffer, 'from'), vi.spyOn(JSON, 'parse')];
    onTestFinished(() => void vi.restoreAllMocks());
    expect(await verifyJwt(largest, new Map(), Date.now())).toBe('token-format');
    for (const spy of work) expect(spy).not.toHaveBeenCalled();
    await verifyJwt(largest.slice(-100), new Map(), Date.now());
    expect(work[0]).toHaveBeenCalled();
  });
});
