import { createSecretKey, KeyObject } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { MAX_LIFETIME_SECONDS } from '../../../lib/auth/claim-rules.ts';
import { type TrustedIssuer, verifyJwt } from '../../../lib/auth/verify-jwt.ts';
import { compactToken, createTestIssuer, signEs256 } from '../../support/tokens.ts';
import { byName, trustIssuer } from '../../support/trusted-issuers.ts';

const NOW = 1_800_000_000;
let issuer: Awaited<ReturnType<typeof createTestIssuer>>;

beforeAll(async () => {
  issuer = await createTestIssuer();
});

const claims = (changes: Record<string, unknown> = {}) => ({
  iss: 'https://login.example.com',
  aud: 'organizations',
  sub: '42',
  iat: NOW - 10,
  exp: NOW + 3600,
  ...changes,
});
const verify = (token: string, changes: Partial<TrustedIssuer> = {}) =>
  verifyJwt(token, byName(trustIssuer([issuer.jwk], changes)), NOW * 1000);
const verifyClaims = async (changes: Record<string, unknown>) => verify(await issuer.sign(claims(changes)));

describe('a token that holds', () => {
  test('says who it is for and since when', async () => {
    expect(await verifyClaims({})).toEqual({ user: { userId: 42 }, issuedAt: NOW - 10 });
    expect(await verifyClaims({ aud: ['other', 'organizations'] })).toMatchObject({ user: { userId: 42 } });
  });

  test('names its user in the configured claim, as digits or as a number', async () => {
    const token = await issuer.sign(claims({ 'https://example.com/id': 43 }));
    expect(await verify(token, { userClaim: 'https://example.com/id' })).toMatchObject({ user: { userId: 43 } });
    expect(await verifyClaims({ sub: '9007199254740991' })).toMatchObject({
      user: { userId: Number.MAX_SAFE_INTEGER },
    });
  });

  test.each(['JWT', 'jwt', 'at+jwt', 'application/at+jwt', undefined])('has the type %s', async (typ) => {
    const header = typ === undefined ? {} : { typ };
    expect(await verify(await issuer.sign(claims(), header))).toMatchObject({ user: { userId: 42 } });
  });
});

describe('a token by each algorithm that is accepted', () => {
  test.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'])(
    '%s holds, whether or not its key says what it is for',
    async (alg) => {
      const { publicKey, privateKey } = await generateKeyPair(alg);
      const token = await new SignJWT(claims()).setProtectedHeader({ alg, kid: 'a' }).sign(privateKey);
      for (const name of [{}, { alg }]) {
        const trusted = trustIssuer([{ ...(await exportJWK(publicKey)), kid: 'a', ...name }]);
        expect(await verifyJwt(token, byName(trusted), NOW * 1000)).toMatchObject({ user: { userId: 42 } });
      }
    },
  );

  test.each(['HS256', 'none', 'ES256K', 'Ed448', 'RSA-OAEP'])('%s never comes to a key', async (alg) => {
    const findKeys = vi.fn<TrustedIssuer['findKeys']>();
    expect(await verify(compactToken({ alg, kid: 'key-1' }, claims()), { findKeys })).toBe('token-header');
    expect(findKeys).not.toHaveBeenCalled();
  });
});

describe('a token that has expired', () => {
  test.each([NOW, NOW - 1, NOW - 59, NOW - 60, NOW - 61, NOW - 86_400])('is told so at %i', async (exp) => {
    expect(await verifyClaims({ exp, iat: exp - 3600 })).toBe('expired');
  });

  test('is told so only when it holds otherwise', async () => {
    const exp = NOW - 100;
    expect(await verifyClaims({ exp, aud: 'other' })).toBe('audience');
    expect(await verifyClaims({ exp, sub: '0' })).toBe('user-claim');
    expect(await verifyClaims({ exp, iat: exp - MAX_LIFETIME_SECONDS - 1 })).toBe('times');
    expect(await verifyClaims({ exp, iat: exp - 2_592_000 })).toBe('expired');
    expect(await verifyClaims({ exp, iat: NOW + 61 })).toBe('times');
    const other = await createTestIssuer();
    expect(await verify(await other.sign(claims({ exp })))).toBe('signature');
  });
});

describe('a token is refused', () => {
  test.each([
    ['of another issuer', 'unknown-issuer', { iss: 'https://login.example.com/' }],
    ['of a list of issuers', 'unknown-issuer', { iss: ['https://login.example.com'] }],
    ['of no issuer', 'unknown-issuer', { iss: undefined }],
    ['for another audience', 'audience', { aud: 'organization' }],
    ['for no audience', 'audience', { aud: undefined }],
    ['without an expiry', 'times', { exp: undefined }],
    ['with an expiry that is a string', 'times', { exp: String(NOW + 100) }],
    ['with an expiry in milliseconds', 'times', { exp: (NOW + 100) * 1000 }],
    ['that lives longer than allowed', 'times', { exp: NOW - 10 + MAX_LIFETIME_SECONDS + 1 }],
    ['without a time of issue', 'times', { iat: undefined }],
    ['issued further ahead than clocks differ', 'times', { iat: NOW + 61 }],
    ['not valid before a time further ahead than clocks differ', 'times', { nbf: NOW + 61 }],
    ['not valid before a time that is a string', 'times', { nbf: String(NOW) }],
    ['without a user', 'user-claim', { sub: undefined }],
    ['of the user ""', 'user-claim', { sub: '' }],
    ['of the user 0', 'user-claim', { sub: '0' }],
    ['of the user -1', 'user-claim', { sub: '-1' }],
    ['of the user 1.5', 'user-claim', { sub: '1.5' }],
    ['of the user 042', 'user-claim', { sub: '042' }],
    ['of the user 1e3', 'user-claim', { sub: '1e3' }],
    ['of the user x42', 'user-claim', { sub: 'x42' }],
    ['of a user beyond 2^53', 'user-claim', { sub: '9007199254740992' }],
    ['of a user with spaces', 'user-claim', { sub: ' 42' }],
  ])('%s: %s', async (_, rule, changes) => {
    expect(await verifyClaims(changes)).toBe(rule);
  });

  test.each([0, -1, 1.5, 2 ** 53, true, null, [42], { id: 42 }])(
    'of the user %j in a claim of its own',
    async (user) => {
      const token = await issuer.sign(claims({ user }));
      expect(await verify(token, { userClaim: 'user' })).toBe('user-claim');
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
    expect(await verify(signed)).toBe('times');
  });

  test.each(['toString', '__proto__', 'constructor'])('when the claim %s is only inherited', async (userClaim) => {
    expect(await verify(await issuer.sign(claims()), { userClaim })).toBe('user-claim');
  });

  test.each([
    ['without a key id', 'token-header', { kid: undefined }],
    ['with a key id that is an object', 'token-header', { kid: {} }],
    ['with the key id __proto__', 'no-key', { kid: '__proto__' }],
    ['with the key id of a path', 'no-key', { kid: '../../etc/passwd' }],
    ['without an algorithm', 'token-header', { alg: 'none' }],
    ['with a symmetric algorithm', 'token-header', { alg: 'HS256' }],
    ['with an algorithm of another kind of key', 'no-key', { alg: 'RS256' }],
    ['of another type', 'token-header', { typ: 'logout+jwt' }],
    ['with a critical extension', 'token-header', { crit: ['exp'] }],
    ['with an unencoded payload', 'token-header', { b64: false, crit: ['b64'] }],
  ])('%s: %s', async (_, rule, header) => {
    const genuine = await issuer.sign(claims());
    const signature = genuine.split('.')[2];
    const token = compactToken({ alg: 'ES256', kid: 'key-1', typ: 'JWT', ...header }, claims(), signature);
    expect(await verify(token)).toBe(rule);
  });

  test.each(['xjwt', 'jwtx', 'application/jwt+x', 'x/jwt', 7])('of the type %s', async (typ) => {
    expect(await verify(await issuer.sign(claims(), { typ }))).toBe('token-header');
  });

  test.each(['', 'k'.repeat(257)])('of a key id that is too short or too long', async (kid) => {
    const findKeys = vi.fn<TrustedIssuer['findKeys']>();
    expect(await verify(await issuer.sign(claims(), { kid }), { findKeys })).toBe('token-header');
    expect(findKeys).not.toHaveBeenCalled();
  });

  test('that is longer than 8 KB, and not when it is as long', async () => {
    // What a text is encoded in has no length of one more than a multiple of four, so the header gives way as well
    const sign = (length: number) => issuer.sign(claims({ x: 'x'.repeat(length >> 2) }), { x: 'x'.repeat(length & 3) });
    let length = 5900 * 4;
    while ((await sign(length)).length !== 8192) length += 1;
    expect(await verify(await sign(length))).toMatchObject({ user: { userId: 42 } });
    expect(await verify(await sign(length + 8))).toBe('token-format');
  });

  test('with bytes that are no text, however truly they are signed', async () => {
    const key = KeyObject.from(issuer.privateKey);
    const signed = (header: Buffer, payload: Buffer) => {
      const text = `${header.toString('base64url')}.${payload.toString('base64url')}`;
      return `${text}.${signEs256(key)(Buffer.from(text)).toString('base64url')}`;
    };
    const bytes = (json: object) => Buffer.from(JSON.stringify(json), 'latin1');
    const header = { alg: 'ES256', kid: 'key-1' };
    expect(await verify(signed(bytes(header), bytes(claims({ x: 'e' }))))).toMatchObject({ user: { userId: 42 } });
    expect(await verify(signed(bytes(header), bytes(claims({ x: '\xe9' }))))).toBe('token-format');
    expect(await verify(signed(bytes({ ...header, x: '\xe9' }), bytes(claims())))).toBe('token-format');
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
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.${signature}`,
      `${Buffer.from('[]').toString('base64url')}.${payload}.${signature}`,
      `${Buffer.from('{').toString('base64url')}.${payload}.${signature}`,
      'a'.repeat(8193),
      `!${token}`,
      `${header}.${payload}`,
      `${header}..${signature}`,
    ]) {
      expect(await verify(spelling), spelling).toBe('token-format');
    }
    expect(await verify(`${header}.${payload}.`)).toBe('signature');
  });

  test.each(['null', '1', '"x"', '[]', 'true', '\ufeff{"alg":"ES256","kid":"key-1"}'])(
    'with %j in the place of a JSON object',
    async (text) => {
      expect(await verify(compactToken(text, claims()))).toBe('token-format');
      expect(await verify(compactToken({ alg: 'ES256', kid: 'key-1' }, text))).toBe('token-format');
    },
  );

  test('with a signature whose unused bits are set', async () => {
    const token = await issuer.sign(claims());
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sameBytes = token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(last) ^ 1);
    expect(await verify(sameBytes)).toBe('token-format');
  });
});

describe('a clock that is ahead', () => {
  test('is tolerated up to a minute', async () => {
    expect(await verifyClaims({ iat: NOW + 60 })).toMatchObject({ user: { userId: 42 } });
    expect(await verifyClaims({ nbf: NOW + 60 })).toMatchObject({ user: { userId: 42 } });
  });
});

test('a token lives for thirty days at most', async () => {
  expect(MAX_LIFETIME_SECONDS).toBe(2_592_000);
  expect(await verifyClaims({ iat: NOW, exp: NOW + 2_592_000 })).toMatchObject({ user: { userId: 42 } });
  expect(await verifyClaims({ iat: NOW, exp: NOW + 2_592_001 })).toBe('times');
});

test('a key that no signature can be checked with is a defect, and refuses nothing', async () => {
  const secret = { kid: 'key-1', kind: 'prime256v1', key: createSecretKey(Buffer.from('x')) } as const;
  await expect(verify(await issuer.sign(claims()), { findKeys: async () => [secret] })).rejects.toThrow(TypeError);
});

test('an issuer that cannot be asked makes no token invalid', async () => {
  const outage = new Error('outage');
  await expect(verify(await issuer.sign(claims()), { findKeys: () => Promise.reject(outage) })).rejects.toBe(outage);
});
