import { createLocalJWKSet } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { type JwtRules, LONGEST_LIFETIME_SECONDS, verifyJwt } from '../../../lib/auth/jwt.ts';
import { compactToken, createTestIssuer } from '../../support/tokens.ts';

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

describe('a token that has expired', () => {
  test.each([NOW, NOW - 1, NOW - 59, NOW - 60, NOW - 61, NOW - 86_400])('is told so at %i', async (exp) => {
    expect(await verifyClaims({ exp, iat: exp - 3600 })).toBe('expiredToken');
  });

  test('is told so only when it holds otherwise', async () => {
    const exp = NOW - 100;
    expect(await verifyClaims({ exp, aud: 'other' })).toBe('invalidToken');
    expect(await verifyClaims({ exp, sub: '0' })).toBe('invalidToken');
    expect(await verifyClaims({ exp, iat: exp - LONGEST_LIFETIME_SECONDS - 1 })).toBe('invalidToken');
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

test('an issuer that cannot be asked makes no token invalid', async () => {
  const outage = new Error('outage');
  await expect(verify(await issuer.sign(claims()), { findKey: () => Promise.reject(outage) })).rejects.toBe(outage);
});
