import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalApi, startLocalApi } from '../support/local-api.ts';
import { createTenants, expectIds, expectInvalidToken } from '../support/tenants.ts';
import { compactToken, signEs256, signRs256, signToken } from '../support/tokens.ts';

const HOUR = 3_600_000;

const good = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid });
const GOOD = jwk(good.publicKey, 'good');

let api: LocalApi;
let now = Date.now();
const tenants = createTenants(() => api);
beforeAll(async () => {
  api = await startLocalApi();
  await tenants.put(610);
});
afterAll(() => api.close());

/** Publishes a text as the key set, and lets so much time pass that it is fetched. */
const publish = (body: string) => {
  now += HOUR;
  api.clock.set(now);
  api.keyServer.react = () => ({ status: 200, body });
  api.lines.length = 0;
};
const publishKeys = (...keys: unknown[]) => publish(JSON.stringify({ keys }));
const claims = () => {
  const iat = Math.floor(now / 1000);
  return { iss: api.stack.issuer.url, aud: 'local', sub: '610', iat, exp: iat + 600 };
};
const withToken = (kid: string, key = good.privateKey) =>
  tenants.withToken(signToken({ alg: 'ES256', kid }, claims(), signEs256(key)));

/** What an operator would be woken by. */
const defects = () => api.lines.filter((line) => /"level":"ERROR"|internal|FailedAuthentications/.test(line));

test('F61 a byte order mark before a key set is not felt', async () => {
  publish(`\ufeff${JSON.stringify({ keys: [GOOD] })}`);
  expectIds(await withToken('good'), [610]);
});

describe('F61 beside the good keys', () => {
  test.each<[string, unknown, string]>([
    ['null', null, 'null'],
    ['a text', 'x', 'x'],
    ['a key id alone', { kid: 'x' }, 'x'],
    ['an unknown type', { ...GOOD, kty: 'XYZ', kid: 'x' }, 'x'],
    ['a type of algorithms to come', { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA', kid: 'x' }, 'x'],
    ['a secret', { kty: 'oct', k: 'c2VjcmV0', kid: 'x' }, 'x'],
    ['an EC key without y', { ...GOOD, y: undefined, kid: 'x' }, 'x'],
    ['an EC key off its curve', { ...GOOD, y: GOOD.x, kid: 'x' }, 'x'],
    ['an EC key with y of nonsense', { ...GOOD, y: '!', kid: 'x' }, 'x'],
    ['an RSA key of 1024 bits', jwk(short.publicKey, 'x'), 'x'],
    ['an RSA key with x5c only', { kty: 'RSA', kid: 'x', x5c: ['MIIB'] }, 'x'],
    ['an RSA key without e', { ...jwk(rsa.publicKey, 'x'), e: undefined }, 'x'],
    ['a private key', jwk(good.privateKey, 'x'), 'x'],
  ])('%s is ignored, and an unsigned token that names it is invalid and no defect', async (_, key, kid) => {
    publishKeys(key, GOOD);
    expectIds(await withToken('good'), [610]);
    for (const alg of ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519']) {
      expectInvalidToken(await tenants.withToken(compactToken({ alg, kid }, claims())));
    }
    expectInvalidToken(await withToken(kid));
    expectInvalidToken(
      await tenants.withToken(signToken({ alg: 'RS256', kid }, claims(), signRs256(short.privateKey))),
    );
    expect(defects()).toEqual([]);
    expect(api.lines.some((line) => line.includes('"rule":"no-key"'))).toBe(true);
  });

  test('the same key twice, or two keys of one id, are each tried', async () => {
    publishKeys(GOOD, GOOD);
    expectIds(await withToken('good'), [610]);
    publishKeys(jwk(rsa.publicKey, 'good'), jwk(other.publicKey, 'good'), GOOD);
    expectIds(await withToken('good'), [610]);
    expectIds(await withToken('good', other.privateKey), [610]);
    const byRsa = signToken({ alg: 'RS256', kid: 'good' }, claims(), signRs256(rsa.privateKey));
    expectIds(await tenants.withToken(byRsa), [610]);
    const nobody = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expectInvalidToken(await withToken('good', nobody));
    expect(defects()).toEqual([]);
    expect(api.lines.some((line) => line.includes('"rule":"signature"'))).toBe(true);
  });

  test('a key that is for encryption or for another algorithm decides nothing', async () => {
    publishKeys({ ...GOOD, use: 'enc' }, { ...GOOD, alg: 'ES384' }, { ...GOOD, key_ops: ['deriveKey'] });
    expectInvalidToken(await withToken('good'));
    expect(defects()).toEqual([]);
  });
});

test('F61 a key set of nothing but broken keys makes every token invalid, and is no outage', async () => {
  publishKeys({ kid: 'good' });
  expectInvalidToken(await withToken('good'));
  expect(defects()).toEqual([]);
});
