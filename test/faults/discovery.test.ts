import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeIdentity } from '../../lib/table/encode.ts';
import { DISCOVERY, type IssuerServer, KEYS, startIssuerServer } from '../support/issuer-server.ts';
import { expectUnavailable, type LocalApi, PRODUCTION_LIMITS, startLocalApi } from '../support/local-api.ts';
import type { Reaction } from '../support/reaction.ts';
import { createTenants, expectIds } from '../support/tenants.ts';
import { expectWithin } from '../support/time-limit.ts';
import { buildIssuer } from '../support/trusted-issuers.ts';

const OTHER = 'the discovery document is of another issuer';
const NO_KEYS = 'the discovery document has no address of keys that may be used';
const SECOND = 1000;
const HOUR = 3600 * SECOND;

let api: LocalApi;
let found: IssuerServer;
let other: IssuerServer;
let now: number;
const tenants = createTenants(() => api);

const pass = (milliseconds: number) => {
  now += milliseconds;
  api.clock.set(now);
};
const by = async (issuer: IssuerServer) => {
  const iat = Math.floor(now / SECOND);
  return tenants.withToken(await issuer.sign({ sub: 'f62', iat, exp: iat + 600 }));
};

beforeAll(async () => {
  [found, other] = [await startIssuerServer(), await startIssuerServer()];
  const issuers = [found, other].map(({ url }) => buildIssuer({ issuer: url, users: 'linked' }));
  api = await startLocalApi({ Authorizer: { ISSUERS: JSON.stringify(issuers) } }, PRODUCTION_LIMITS);
  await tenants.put(62);
  for (const { url } of [found, other]) {
    const identity = { issuer: url, claim: 'sub', value: 'f62', userId: 62, created: '2026-01-01T00:00:00Z' };
    await api.put(encodeIdentity(identity));
  }
  now = Date.now();
});
afterAll(async () => {
  await api.close();
  await Promise.all([found.close(), other.close()]);
});
beforeEach(() => {
  pass(HOUR);
  for (const server of [found, other]) {
    server.react = () => 'pass';
    server.document = { issuer: server.url, jwks_uri: server.url + KEYS };
    server.asked.length = 0;
  }
  api.lines.length = 0;
});

/** What the log says of outages. */
const outages = () => api.lines.filter((line) => line.includes('could not be authenticated'));

test('F62 a good document is asked for once, and again with the keys at their staleness bound', async () => {
  expectIds(await by(found), [62]);
  expectIds(await by(found), [62]);
  expect(found.asked).toEqual([DISCOVERY, KEYS]);
  pass(HOUR - 1);
  expectIds(await by(found), [62]);
  pass(1);
  expectIds(await by(found), [62]);
  expect(found.asked).toEqual([DISCOVERY, KEYS, DISCOVERY, KEYS]);
});

describe('F62 a document', () => {
  test.each<[string, string, () => Record<string, unknown>]>([
    ['of another issuer', OTHER, () => ({ ...found.document, issuer: other.url })],
    ['of an issuer with another slash', OTHER, () => ({ ...found.document, issuer: `${found.url}/` })],
    ['without an issuer', OTHER, () => ({ jwks_uri: found.url + KEYS })],
    ['without an address of keys', NO_KEYS, () => ({ issuer: found.url })],
    ['with an address that is no URL', NO_KEYS, () => ({ ...found.document, jwks_uri: KEYS })],
    ['with an address on the disk', NO_KEYS, () => ({ ...found.document, jwks_uri: 'file:///etc/passwd' })],
  ])('%s is an outage of that issuer alone, and no keys are asked for', async (_, cause, document) => {
    found.document = document();
    expectUnavailable(await by(found));
    expect(found.asked).toEqual([DISCOVERY]);
    expect(outages()).toHaveLength(1);
    expect(outages()[0]).toContain(`the keys of the issuer ${found.url} cannot be fetched`);
    expect(outages()[0]).toContain(cause);
    expectIds(await by(other), [62]);
  });

  test.each<[string, () => Reaction]>([
    ['absent', () => ({ status: 404, body: JSON.stringify(found.document) })],
    ['refused', () => 'reset'],
    ['slow', () => 'hang'],
    ['cut', () => 'cut'],
    ['HTML', () => ({ status: 200, body: '<html>' })],
    ['huge', () => ({ status: 200, body: `{"x":"${'x'.repeat(300_000)}"}` })],
    ['elsewhere', () => ({ status: 302, body: '', headers: { location: other.url + DISCOVERY } })],
  ])('that is %s is an outage within three seconds, and has no substitute', async (_, reaction) => {
    found.react = (path) => (path === DISCOVERY ? reaction() : 'pass');
    expectUnavailable(
      await expectWithin(
        3000,
        () => by(found),
        () => tenants.withToken('no.good.token'),
      ),
    );
    expect(new Set(found.asked)).toEqual(new Set([DISCOVERY]));
    expect(other.asked).toEqual([]);
    expectIds(await by(other), [62]);
  });

  test('and slow keys have one time limit together', async () => {
    found.react = (path) => (path === KEYS ? 'hang' : 'pass');
    expectUnavailable(
      await expectWithin(
        3000,
        () => by(found),
        () => tenants.withToken('no.good.token'),
      ),
    );
    expect(found.asked).toEqual([DISCOVERY, KEYS]);
  });

  test('that is there again is asked for a second later', async () => {
    found.react = () => ({ status: 500, body: '' });
    expectUnavailable(await by(found));
    found.react = () => 'pass';
    expectUnavailable(await by(found));
    pass(SECOND);
    expectIds(await by(found), [62]);
  });
});
