import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectUnavailable, type LocalApi, PRODUCTION_LIMITS, startLocalApi } from '../support/local-api.ts';
import type { Reaction } from '../support/reaction.ts';
import { createTenants, expectIds, expectInvalidToken } from '../support/tenants.ts';
import { expectWithin } from '../support/time-limit.ts';
import { createTestIssuer } from '../support/tokens.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

let api: LocalApi;
let now: number;
const tenants = createTenants(() => api);

/** Lets the authorizer's time pass. */
const pass = (milliseconds: number) => {
  now += milliseconds;
  api.clock.set(now);
};
const start = async () => {
  api = await startLocalApi({}, PRODUCTION_LIMITS);
  now = Date.now();
  pass(0);
  await tenants.put(28);
};
const byLocalIssuer = () =>
  tenants.withClaims({ sub: '28', iat: Math.floor(now / SECOND), exp: now / SECOND + 12 * 3600 });
const by = async (issuer: Awaited<ReturnType<typeof createTestIssuer>>) => {
  const iat = Math.floor(now / SECOND);
  const claims = { iss: api.stack.issuer.url, aud: 'local', sub: '28', iat, exp: iat + 600 };
  return tenants.withToken(await issuer.sign(claims));
};

describe("with the issuer's keys at hand", () => {
  beforeAll(start);
  afterAll(() => api.close());
  beforeEach(async () => {
    api.keyServer.react = () => 'pass';
    pass(HOUR);
    expectIds(await byLocalIssuer(), [28]);
    api.keyServer.fetches = 0;
  });

  /** Tokens of random key ids, and now and then a good one. */
  const flood = async (count: number) => {
    const unknown = await createTestIssuer();
    for (let index = 0; index < count; index++) {
      const kid = `random-${crypto.randomUUID()}`;
      const iat = Math.floor(now / SECOND);
      const token = await unknown.sign({ iss: api.stack.issuer.url, sub: '28', iat, exp: iat + 600 }, { kid });
      expectInvalidToken(await tenants.withToken(token));
      if (index % 10 === 0) expectIds(await byLocalIssuer(), [28]);
    }
  };

  test('F28 a flood of random key ids leads to one fetch each ten seconds, and shuts nobody out', async () => {
    pass(10 * SECOND);
    for (let fetches = 1; fetches <= 3; fetches++) {
      await flood(30);
      expect(api.keyServer.fetches).toBe(fetches);
      pass(9.999 * SECOND);
      await flood(10);
      expect(api.keyServer.fetches).toBe(fetches);
      pass(1);
    }
  });

  test('F28 a flood that comes all at once, too', async () => {
    pass(10 * SECOND);
    const unknown = await createTestIssuer();
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        unknown.sign({ iss: api.stack.issuer.url, exp: now / SECOND + 60 }, { kid: `k${index}` }),
      ),
    );
    const responses = await Promise.all([...tokens.map(tenants.withToken), byLocalIssuer()]);
    expectIds(responses.pop() as (typeof responses)[0], [28]); // the last of what is never empty
    for (const response of responses) expectInvalidToken(response);
    expect(api.keyServer.fetches).toBe(1);
  });

  test('F29 a key that is published during the flood works within ten seconds', async () => {
    pass(10 * SECOND);
    await flood(5);
    const rotated = await createTestIssuer('rotated');
    api.keyServer.keys.push(rotated.jwk);
    await flood(5);
    pass(10 * SECOND);
    await flood(5);
    expectIds(await by(rotated), [28]);
    expectIds(await byLocalIssuer(), [28]);
  });

  test('F30 an outage of the issuer is not felt before an hour has passed, and then is one', async () => {
    for (const reaction of ['reset', { status: 500, body: '' }] as const) {
      api.keyServer.react = () => reaction;
      pass(HOUR - 1);
      expectIds(await byLocalIssuer(), [28]);
      pass(1);
      expectUnavailable(await byLocalIssuer());
      api.keyServer.react = () => 'pass';
      pass(SECOND);
      expectIds(await byLocalIssuer(), [28]);
    }
  });

  test('F33 a key that is withdrawn is trusted for an hour at most', async () => {
    const leaked = await createTestIssuer('leaked');
    api.keyServer.keys.push(leaked.jwk);
    pass(10 * SECOND);
    expectIds(await by(leaked), [28]);
    api.keyServer.keys.pop();
    pass(HOUR - 1);
    expectIds(await by(leaked), [28]);
    pass(1);
    expectInvalidToken(await by(leaked));
    expectIds(await byLocalIssuer(), [28]);
  });
});

describe('without any keys yet', () => {
  // The first keys end the outage, for this process and an hour.
  beforeAll(start);
  afterAll(() => api.close());

  const keys = () => JSON.stringify({ keys: api.keyServer.keys });
  test.each<[string, string, () => Reaction]>([
    ['F31', 'refuses connections', () => 'reset'],
    ['F31', 'answers 500', () => ({ status: 500, body: keys() })],
    ['F31', 'answers 404', () => ({ status: 404, body: keys() })],
    ['F32', 'hangs', () => 'hang'],
    ['F32', 'stalls in the middle', () => 'stall'],
    ['F32', 'cuts the answer', () => 'cut'],
    ['F32', 'answers with nothing', () => ({ status: 200, body: '' })],
    ['F32', 'answers with HTML', () => ({ status: 200, body: '<html>', headers: { 'content-type': 'text/html' } })],
    ['F32', 'answers with no key set', () => ({ status: 200, body: '{"keys":{}}' })],
    [
      'F32',
      'answers with a huge key set',
      () => ({ status: 200, body: `{"x":"${'x'.repeat(300_000)}",${keys().slice(1)}` }),
    ],
    ['F32', 'redirects to its keys', () => ({ status: 302, body: '', headers: { location: api.stack.issuer.jwks } })],
  ])('%s an issuer that %s is an outage, not a bad token', async (_, __, reaction) => {
    pass(2 * SECOND);
    api.keyServer.react = reaction;
    const control = () => tenants.withToken('no.good.token');
    expectUnavailable(await expectWithin(3000, byLocalIssuer, control));
  });
});

test('F31 the first keys that are answered end an outage, at most a second later', async () => {
  await start();
  api.keyServer.react = () => 'reset';
  expectUnavailable(await byLocalIssuer());
  api.keyServer.react = () => 'pass';
  pass(SECOND);
  expectIds(await byLocalIssuer(), [28]);
  await api.close();
});
