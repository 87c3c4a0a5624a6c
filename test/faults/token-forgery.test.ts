import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { portOf } from '../../lib/local/listen.ts';
import { encodeUser } from '../../lib/table/encode.ts';
import { buildUser } from '../support/build-records.ts';
import { type LocalApi, startLocalApi } from '../support/local-api.ts';
import { createTenants, expectIds, expectInvalidToken, seconds } from '../support/tenants.ts';
import { compactToken, malleate, signEs256, signHs256, signRs256, signToken } from '../support/tokens.ts';

let api: LocalApi;
const tenants = createTenants(() => api);
const { withToken } = tenants;

const KID = 'published';
const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwkOf = (key: KeyObject) => ({
  ...key.export({ format: 'jwk' }),
  kty: key.asymmetricKeyType === 'rsa' ? 'RSA' : 'EC',
});

const HEADER = { alg: 'ES256', kid: KID, typ: 'JWT' };
const claims = (changes: object = {}) => ({
  iss: api.stack.issuer.url,
  aud: 'local',
  sub: '14',
  iat: seconds(),
  exp: seconds() + 3600,
  ...changes,
});
const genuine = (header: string | object = HEADER, payload: string | object = claims()) =>
  signToken(header, payload, signEs256(own.privateKey));
const parts = (token: string) => token.split('.').concat('', '', '').slice(0, 3) as [string, string, string]; // three by then

beforeAll(async () => {
  api = await startLocalApi();
  await tenants.put(14);
  api.keyServer.keys.push({ ...jwkOf(own.publicKey), kid: KID, alg: 'ES256', use: 'sig' });
  api.keyServer.keys.push({ ...jwkOf(rsa.publicKey), kid: 'rsa' });
});
// Each test shows first that the token it forges would be accepted
beforeEach(async () => expectIds(await withToken(genuine()), [14]));
afterAll(() => api.close());

test('F13 a token that has expired and is forged is invalid, never expired', async () => {
  const expired = claims({ iat: seconds() - 7200, exp: seconds() - 3600 });
  expectInvalidToken(await withToken(signToken(HEADER, expired, signEs256(attacker.privateKey))));
  const [header, , signature] = parts(genuine());
  expectInvalidToken(await withToken(`${header}.${parts(compactToken({}, expired))[1]}.${signature}`));
});

describe('F14', () => {
  test.each(['none', 'None', 'NONE', 'nOnE', ''])('a token of the algorithm "%s" is invalid', async (alg) => {
    const [header, payload, signature] = parts(compactToken({ ...HEADER, alg }, claims(), parts(genuine())[2]));
    for (const last of [signature, 'AA', '']) expectInvalidToken(await withToken(`${header}.${payload}.${last}`));
  });

  test.each(['HS256', 'HS384', 'HS512'])(
    'a token signed by %s with the public key as the secret is invalid',
    async (alg) => {
      const jwk = api.keyServer.keys.find(({ kid }) => kid === KID);
      const point = Buffer.concat([Buffer.from(jwk?.x ?? '', 'base64url'), Buffer.from(jwk?.y ?? '', 'base64url')]);
      for (const secret of [
        own.publicKey.export({ format: 'pem', type: 'spki' }),
        own.publicKey.export({ format: 'der', type: 'spki' }),
        JSON.stringify(jwk),
        point,
        '',
      ]) {
        expectInvalidToken(await withToken(signToken({ ...HEADER, alg }, claims(), signHs256(secret))));
      }
    },
  );
});

describe('F15', () => {
  test('a token by another key, or of another algorithm than its key, is invalid', async () => {
    const byAttacker = signEs256(attacker.privateKey);
    expectInvalidToken(await withToken(signToken(HEADER, claims(), byAttacker)));
    expectInvalidToken(await withToken(signToken({ ...HEADER, kid: 'rsa' }, claims(), byAttacker)));
    expectInvalidToken(await withToken(genuine({ ...HEADER, alg: 'RS256' })));
    expectInvalidToken(await withToken(genuine({ ...HEADER, alg: 'ES384' })));
    const byRsa = signRs256(rsa.privateKey);
    expectInvalidToken(await withToken(signToken(HEADER, claims(), byRsa)));
    expectInvalidToken(await withToken(signToken({ ...HEADER, kid: 'rsa' }, claims(), byRsa)));
    expectInvalidToken(await withToken(signToken({ ...HEADER, alg: 'PS256', kid: 'rsa' }, claims(), byRsa)));
    expectIds(await withToken(signToken({ ...HEADER, alg: 'RS256', kid: 'rsa' }, claims(), byRsa)), [14]);
  });

  test.each([
    ['zeros', Buffer.alloc(64)],
    [
      'the order of the curve',
      Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'.repeat(2), 'hex'),
    ],
    ['63 bytes', Buffer.alloc(63, 1)],
    ['65 bytes', Buffer.alloc(65, 1)],
    ['nothing', Buffer.alloc(0)],
  ])('a signature of %s is invalid', async (_, signature) => {
    expectInvalidToken(await withToken(signToken(HEADER, claims(), () => signature)));
  });

  test('a signature in another spelling is invalid, though its bytes are the same', async () => {
    const token = genuine();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const bit of [1, 2, 4, 8]) {
      const last = alphabet.charAt(alphabet.indexOf(token.at(-1) ?? '') ^ bit);
      expect(Buffer.from(last, 'base64url')).toEqual(Buffer.from(token.at(-1) ?? '', 'base64url'));
      expectInvalidToken(await withToken(token.slice(0, -1) + last));
    }
  });

  test('the other signature that ECDSA knows of the same bytes says the same, and ends with it', async () => {
    const token = genuine();
    const other = malleate(token);
    expect(other).not.toBe(token);
    expectIds(await withToken(other), [14]);
    await api.put(encodeUser(buildUser({ id: 14, tokensValidFrom: new Date(Date.now() + 1000).toISOString() })));
    for (const revoked of [token, other]) expectInvalidToken(await withToken(revoked));
    await tenants.put(14);
  });
});

test.each([
  undefined,
  null,
  {},
  { a: 1 },
  [],
  1,
  '',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  `${KID}\0`,
  'k'.repeat(5000),
])('F16 a token whose kid is %j is invalid', async (kid) => {
  expectInvalidToken(await withToken(genuine({ ...HEADER, kid })));
});

test('F17 keys that a token brings along or points to are never fetched and never trusted', async () => {
  let fetches = 0;
  const jwk = { ...jwkOf(attacker.publicKey), kid: KID, alg: 'ES256', use: 'sig' };
  const server = createServer((_, response) => {
    fetches += 1;
    response.end(JSON.stringify({ keys: [jwk] }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${portOf(server)}/keys`;
  for (const extra of [
    { jku: url },
    { x5u: url },
    { jwk },
    {
      x5c: [
        createPublicKey(attacker.publicKey.export({ format: 'pem', type: 'spki' }))
          .export({ format: 'der', type: 'spki' })
          .toString('base64'),
      ],
    },
  ]) {
    expectInvalidToken(await withToken(signToken({ ...HEADER, ...extra }, claims(), signEs256(attacker.privateKey))));
    expectInvalidToken(
      await withToken(
        signToken({ ...HEADER, kid: 'other', ...extra }, claims({ iss: url }), signEs256(attacker.privateKey)),
      ),
    );
  }
  server.close();
  expect(fetches).toBe(0);
});

test.each([
  { crit: ['exp'] },
  { crit: ['http://example.com/extension'], 'http://example.com/extension': true },
  { crit: [] },
  { crit: 'b64', b64: true },
  { crit: null },
  { b64: false, crit: ['b64'] },
  { b64: false },
  { b64: true },
])('F18 a token with the header parameters %j is invalid', async (extra) => {
  expectInvalidToken(await withToken(genuine({ ...HEADER, ...extra })));
});

test('F25 a token in any other spelling is invalid', async () => {
  const token = genuine();
  const [header, payload, signature] = parts(token);
  const invalidUtf8 = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('base64url');
  for (const spelling of [
    `${header}. ${payload}.${signature}`,
    `${header}\t.${payload}.${signature}`,
    `${token}=`,
    `${token}==`,
    `${header}=.${payload}.${signature}`,
    `${header}.${payload}=.${signature}`,
    `Bearer ${token}`,
    `${token},${token}`,
    `"${token}"`,
    token.replaceAll('.', '%2E'),
    token.replaceAll('.', '\u00b7'),
    `${header}.${payload}`,
    `${token}.${signature}`,
    `..${signature}`,
    `${header}..${signature}`,
    signToken(HEADER, '', signEs256(own.privateKey)),
    signToken(HEADER, '[]', signEs256(own.privateKey)),
    signToken(HEADER, 'null', signEs256(own.privateKey)),
    signToken(HEADER, '\ufeff{}', signEs256(own.privateKey)),
    `${invalidUtf8}.${payload}.${signature}`,
    `${header}.${invalidUtf8}.${signature}`,
  ]) {
    expectInvalidToken(await withToken(spelling));
  }
  // A header's own white space around its value is HTTP's, not the token's (RFC 9110, section 5.5)
  expectIds(await withToken(`  ${token}\t`), [14]);
  // What HTTP does not let through is no request
  await expect(withToken(`${header}.\n${payload}.${signature}`)).rejects.toThrow('Invalid character in header content');
  const withCookie = (cookie: string) => api.call({ headers: { cookie } });
  for (const cookie of [`jwt=${token}%0A`, `jwt=${token}%00`, `jwt=%20${token}`, `jwt=${token}%3D`, `jwt=${token} x`]) {
    expectInvalidToken(await withCookie(cookie));
  }
});
