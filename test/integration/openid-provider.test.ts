import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeIdentity } from '../../lib/table/encode.ts';
import { expectUnavailable, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.ts';
import { createTenants, expectIds, expectInvalidToken } from '../support/tenants.ts';
import { buildIssuer } from '../support/trusted-issuers.ts';

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];
const HOUR = 3_600_000;

let api: LocalApi;
let provider: OpenIdProvider;
let keys: readonly JWK[];
const tenants = createTenants(() => api);

/** A private key of each algorithm; the two names of Ed25519 are one. */
const createKeys = (name: string): Promise<JWK[]> =>
  Promise.all(
    ['RS256', 'ES256', 'Ed25519'].map(async (alg) => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      return { ...(await exportJWK(privateKey)), kid: `${name}-${alg}`, use: 'sig' };
    }),
  );

beforeAll(async () => {
  provider = await startOpenIdProvider(ALGORITHMS);
  keys = await createKeys('first');
  provider.use(keys);
});
// A fetch that failed holds for seconds, and the clock cannot be turned back: each test has an authorizer of its own
beforeEach(async () => {
  const audiences = ['urn:organizations', ...ALGORITHMS.map((algorithm) => `app-${algorithm}`)];
  const issuers = [buildIssuer({ issuer: provider.url, users: 'linked', audiences })];
  api = await startLocalApi({ Authorizer: { ISSUERS: JSON.stringify(issuers) } });
  await tenants.put(901);
  const identity = { issuer: provider.url, claim: 'sub', value: 'ada@example.com' };
  await api.put(encodeIdentity({ ...identity, userId: 901, created: '2026-01-01T00:00:00Z' }));
});
afterEach(() => api.close());
afterAll(() => provider.close());

describe('an independent OpenID provider', () => {
  test.each(ALGORITHMS)('logs a user in, whose access token and ID token by %s are accepted', async (algorithm) => {
    const { accessToken, idToken } = await provider.logIn('ada@example.com', algorithm);
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: algorithm, typ: 'at+jwt' });
    expect(decodeProtectedHeader(idToken)).toMatchObject({ alg: algorithm });
    expect(decodeJwt(accessToken)).toMatchObject({ iss: provider.url, aud: 'urn:organizations' });
    for (const token of [accessToken, idToken]) {
      expectIds(await tenants.withToken(token), [901]);
      expectIds(await api.call({ headers: { authorization: `Bearer ${token}` } }), [901]);
    }
  });

  test('logs somebody in who is linked to nobody, and is refused', async () => {
    const { accessToken } = await provider.logIn('eve@example.com', 'ES256');
    expectInvalidToken(await tenants.withToken(accessToken));
  });

  test('rotates its keys under load without refusing anybody', async () => {
    let now = Date.now();
    const pass = (milliseconds: number) => {
      now += milliseconds;
      api.clock.set(now);
    };
    pass(0);
    const old = (await provider.logIn('ada@example.com', 'ES256')).accessToken;
    const load = async (...tokens: string[]) => {
      const asking = Array.from({ length: 40 }, (_, index) => tenants.withToken(tokens[index % tokens.length] ?? ''));
      for (const response of await Promise.all(asking)) expectIds(response, [901]);
    };
    await load(old);
    const next = await createKeys('second');
    // The new ones sign, the old ones are still published
    provider.use([...next, ...keys]);
    pass(10_000);
    const fresh = (await provider.logIn('ada@example.com', 'ES256')).accessToken;
    expect(decodeProtectedHeader(fresh).kid).toBe('second-ES256');
    const before = provider.asked();
    await load(old, fresh);
    expect(provider.asked() - before).toBe(1);
    // The old ones are withdrawn
    provider.use(next);
    pass(HOUR / 100);
    await load(fresh);
    keys = next;
    api.clock.set(undefined);
  });

  test('is not missed during an outage before an hour has passed', async () => {
    const { accessToken } = await provider.logIn('ada@example.com', 'RS256');
    expectIds(await tenants.withToken(accessToken), [901]);
    provider.isDown = true;
    expectIds(await tenants.withToken(accessToken), [901]);
    api.clock.set(Date.now() + HOUR + 120_000);
    expectUnavailable(await tenants.withToken(accessToken));
    provider.isDown = false;
    api.clock.set(undefined);
  });
});
