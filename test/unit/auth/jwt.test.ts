import { KeyObject } from 'node:crypto';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type JwtRules, LONGEST_LIFETIME_SECONDS, verifyJwt } from '../../../lib/auth/jwt.ts';
import { compactToken, createTestIssuer, signEs256 } from '../../support/tokens.ts';

const NOW = 1_800_000_000;
let issuer: Awaited<ReturnType<typeof createTestIssuer>>;
let rules: JwtRules;

beforeAll(async () => {
  issuer = await createTestIssuer();
  rules = {
    issuer: 'https://login.example.com',
    audience: 'organizations',
    userIdClaim: 'sub',
    findKey: createLocalJWKSet({ keys: [issuer.jwk] }),
  };
});

const claims = (changes: Record<string, unknown> = {}) => ({
  iss: 'https://login.example.com',
  aud: 'organizations',
  sub: '42',
  iat: NOW - 10,
  exp: NOW + 3600,
  ...changes,
});
const verify = (token: string, changes: Partial<JwtRules> = {}) =>
  verifyJwt(token, { ...rules, ...changes }, NOW * 1000);
const verifyClaims = async (changes: Record<string, unknown>) => verify(await issuer.sign(claims(changes)));

describe('a token that holds', () => {
  test('says who it is for and since when', async () => {
    expect(await verifyClaims({})).toEqual({ userId: 42, issuedAt: NOW - 10 });
    expect(await verifyClaims({ aud: ['other', 'organizations'] })).toMatchObject({ userId: 42 });
  });

  test('names its user in the configured claim, as digits or as a number', async () => {
    const token = await issuer.sign(claims({ 'https://example.com/id': 43 }));
    expect(await verify(token, { userIdClaim: 'https://example.com/id' })).toMatchObject({ userId: 43 });
    expect(await verifyClaims({ sub: '9007199254740991' })).toMatchObject({ userId: Number.MAX_SAFE_INTEGER });
  });

  test.each(['JWT', 'jwt', 'at+jwt', 'application/at+jwt', undefined])('has the type %s', async (typ) => {
    const header = typ === undefined ? {} : { typ };
    expect(await verify(await issuer.sign(claims(), header))).toMatchObject({ userId: 42 });
  });
});

describe('a token by each algorithm that is accepted', () => {
  test.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])(
    '%s holds, whether or not its key says what it is for',
    async (alg) => {
      const { publicKey, privateKey } = await generateKeyPair(alg);
      const findKey = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'a' }] });
      const sign = (header: string) =>
        new SignJWT(claims()).setProtectedHeader({ alg: header, kid: 'a' }).sign(privateKey);
      expect(await verify(await sign(alg), { findKey })).toMatchObject({ userId: 42 });
    },
  );

  test.each(['HS256', 'none', 'ES256K', 'Ed448', 'RSA-OAEP'])('%s never comes to a key', async (alg) => {
    const findKey = vi.fn<JwtRules['findKey']>();
    expect(await verify(compactToken({ alg, kid: 'key-1' }, claims()), { findKey })).toBe('invalidToken');
    expect(findKey).not.toHaveBeenCalled();
  });
});

describe('a token that has expired', () => {
  test.each([NOW, NOW - 1, NOW - 59, NOW - 60, NOW - 61, NOW - 86_400])('is told so at %i', async (exp) => {
    expect(await verifyClaims({ exp, iat: exp - 3600 })).toBe('expiredToken');
  });

  test('is told so only when it holds otherwise', async () => {
    const exp = NOW - 100;
    expect(await verifyClaims({ exp, aud: 'other' })).toBe('invalidToken');
    expect(await verifyClaims({ exp, sub: '0' })).toBe('invalidToken');
    expect(await verifyClaims({ exp, iat: exp - LONGEST_LIFETIME_SECONDS - 1 })).toBe('invalidToken');
    expect(await verifyClaims({ exp, iat: exp - 2_592_000 })).toBe('expiredToken');
    expect(await verifyClaims({ exp, iat: NOW + 61 })).toBe('invalidToken');
    const other = await createTestIssuer();
    expect(await verify(await other.sign(claims({ exp })))).toBe('invalidToken');
  });
});

describe('a token is invalid', () => {
  test.each([
    ['of another issuer', { iss: 'https://login.example.com/' }],
    ['of no issuer', { iss: undefined }],
    ['for another audience', { aud: 'organization' }],
    ['for no audience', { aud: undefined }],
    ['without an expiry', { exp: undefined }],
    ['with an expiry that is a string', { exp: String(NOW + 100) }],
    ['with an expiry in milliseconds', { exp: (NOW + 100) * 1000 }],
    ['that lives longer than allowed', { exp: NOW - 10 + LONGEST_LIFETIME_SECONDS + 1 }],
    ['without a time of issue', { iat: undefined }],
    ['issued further ahead than clocks differ', { iat: NOW + 61 }],
    ['not valid before a time further ahead than clocks differ', { nbf: NOW + 61 }],
    ['without a user', { sub: undefined }],
    ['of the user ""', { sub: '' }],
    ['of the user 0', { sub: '0' }],
    ['of the user -1', { sub: '-1' }],
    ['of the user 1.5', { sub: '1.5' }],
    ['of the user 042', { sub: '042' }],
    ['of the user 1e3', { sub: '1e3' }],
    ['of a user beyond 2^53', { sub: '9007199254740992' }],
    ['of a user with spaces', { sub: ' 42' }],
  ])('%s', async (_, changes) => {
    expect(await verifyClaims(changes)).toBe('invalidToken');
  });

  test.each([0, -1, 1.5, 2 ** 53, true, null, [42], { id: 42 }])(
    'of the user %j in a claim of its own',
    async (user) => {
      const token = await issuer.sign(claims({ user }));
      expect(await verify(token, { userIdClaim: 'user' })).toBe('invalidToken');
    },
  );

  test('with an expiry that JavaScript reads as infinite', async () => {
    const token = await issuer.sign(claims({ exp: 1 }));
    const [header = '', payload = ''] = token.split('.');
    const infinite = Buffer.from(payload, 'base64url').toString().replace('"exp":1', '"exp":1e400');
    const { CompactSign } = await import('jose');
    const signed = await new CompactSign(Buffer.from(infinite))
      .setProtectedHeader(JSON.parse(Buffer.from(header, 'base64url').toString()))
      .sign(issuer.privateKey);
    expect(await verify(signed)).toBe('invalidToken');
  });

  test.each(['toString', '__proto__', 'constructor'])('when the claim %s is only inherited', async (userIdClaim) => {
    expect(await verify(await issuer.sign(claims()), { userIdClaim })).toBe('invalidToken');
  });

  test.each([
    ['without a key id', { kid: undefined }],
    ['with a key id that is an object', { kid: {} }],
    ['with the key id __proto__', { kid: '__proto__' }],
    ['with the key id of a path', { kid: '../../etc/passwd' }],
    ['without an algorithm', { alg: 'none' }],
    ['with a symmetric algorithm', { alg: 'HS256' }],
    ['with an algorithm of another kind of key', { alg: 'RS256' }],
    ['of another type', { typ: 'logout+jwt' }],
    ['with a critical extension', { crit: ['exp'] }],
    ['with an unencoded payload', { b64: false, crit: ['b64'] }],
  ])('%s', async (_, header) => {
    const genuine = await issuer.sign(claims());
    const signature = genuine.split('.')[2];
    const token = compactToken({ alg: 'ES256', kid: 'key-1', typ: 'JWT', ...header }, claims(), signature);
    expect(await verify(token)).toBe('invalidToken');
  });

  test.each(['xjwt', 'jwtx', 'application/jwt+x', 'x/jwt', 7])('of the type %s', async (typ) => {
    expect(await verify(await issuer.sign(claims(), { typ }))).toBe('invalidToken');
  });

  test.each(['', 'k'.repeat(257)])('of a key id that is too short or too long', async (kid) => {
    const findKey = vi.fn<JwtRules['findKey']>();
    expect(await verify(await issuer.sign(claims(), { kid }), { findKey })).toBe('invalidToken');
    expect(findKey).not.toHaveBeenCalled();
  });

  test('that is longer than 8 KB, and not when it is as long', async () => {
    // what a text is encoded in has no length of one more than a multiple of four, so the header gives way as well
    const sign = (length: number) => issuer.sign(claims({ x: 'x'.repeat(length >> 2) }), { x: 'x'.repeat(length & 3) });
    let length = 5900 * 4;
    while ((await sign(length)).length !== 8192) length += 1;
    expect(await verify(await sign(length))).toMatchObject({ userId: 42 });
    expect(await verify(await sign(length + 8))).toBe('invalidToken');
  });

  test('with bytes that are no text, however truly they are signed', async () => {
    const key = KeyObject.from(issuer.privateKey);
    const signed = (header: Buffer, payload: Buffer) => {
      const text = `${header.toString('base64url')}.${payload.toString('base64url')}`;
      return `${text}.${signEs256(key)(Buffer.from(text)).toString('base64url')}`;
    };
    const bytes = (json: object) => Buffer.from(JSON.stringify(json), 'latin1');
    const header = { alg: 'ES256', kid: 'key-1' };
    expect(await verify(signed(bytes(header), bytes(claims({ x: 'e' }))))).toMatchObject({ userId: 42 });
    expect(await verify(signed(bytes(header), bytes(claims({ x: '\xe9' }))))).toBe('invalidToken');
    expect(await verify(signed(bytes({ ...header, x: '\xe9' }), bytes(claims())))).toBe('invalidToken');
  });

  test('in any other spelling', async () => {
    const token = await issuer.sign(claims());
    const [header = '', payload = '', signature = ''] = token.split('.');
    for (const spelling of [
      '',
      'a.b',
      `${token} `,
      `\n${token}`,
      `${token}=`,
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.${signature}`,
      `${Buffer.from('[]').toString('base64url')}.${payload}.${signature}`,
      `${Buffer.from('{').toString('base64url')}.${payload}.${signature}`,
      'a'.repeat(8193),
      `!${token}`,
      `${header}.${payload}`,
      `${header}..${signature}`,
    ]) {
      expect(await verify(spelling), spelling).toBe('invalidToken');
    }
  });

  test('with a signature whose unused bits are set', async () => {
    const token = await issuer.sign(claims());
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sameBytes = token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(last) ^ 1);
    expect(await verify(sameBytes)).toBe('invalidToken');
  });
});

describe('a clock that is ahead', () => {
  test('is tolerated up to a minute', async () => {
    expect(await verifyClaims({ iat: NOW + 60 })).toMatchObject({ userId: 42 });
    expect(await verifyClaims({ nbf: NOW + 60 })).toMatchObject({ userId: 42 });
  });
});

test('a token lives for thirty days at most', async () => {
  expect(LONGEST_LIFETIME_SECONDS).toBe(2_592_000);
  expect(await verifyClaims({ iat: NOW, exp: NOW + 2_592_000 })).toMatchObject({ userId: 42 });
  expect(await verifyClaims({ iat: NOW, exp: NOW + 2_592_001 })).toBe('invalidToken');
});

test('an issuer that cannot be asked makes no token invalid', async () => {
  const outage = new Error('outage');
  await expect(verify(await issuer.sign(claims()), { findKey: () => Promise.reject(outage) })).rejects.toBe(outage);
});
