import { generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { readKeySet, selectKeys } from '../../../lib/auth/key-set.ts';

const publicJwk = (key: ReturnType<typeof generateKeyPairSync>['publicKey']): JWK => ({
  ...key.export({ format: 'jwk' }),
  kty: String(key.export({ format: 'jwk' }).kty),
  kid: 'a',
});
const ec = publicJwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
const rsa = publicJwk(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
const ed = publicJwk(generateKeyPairSync('ed25519').publicKey);
const shortRsa = publicJwk(generateKeyPairSync('rsa', { modulusLength: 2047 }).publicKey);
const privateEc = {
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kid: 'a',
};
const ed448 = publicJwk(generateKeyPairSync('ed448').publicKey);
const x25519 = publicJwk(generateKeyPairSync('x25519').publicKey);
const secp256k1 = publicJwk(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey);

describe('what is left out of a key set', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['a text', 'key'],
    ['a list', [ec]],
    ['a key id alone', { kid: 'a' }],
    ['an unknown type', { ...ec, kty: 'XYZ' }],
    ['a secret', { kty: 'oct', k: 'c2VjcmV0', kid: 'a' }],
    ['a private key', privateEc],
    ['a key without an id', { ...ec, kid: undefined }],
    ['a key whose id is a number', { ...ec, kid: 1 }],
    ['a key for encryption', { ...ec, use: 'enc' }],
    ['a key for signing only', { ...ec, key_ops: ['sign'] }],
    ['operations that are no list', { ...ec, key_ops: 'verify' }],
    ['an EC key without y', { ...ec, y: undefined }],
    ['an EC key whose point is not on its curve', { ...ec, y: ec.x }],
    ['an EC key of another curve', secp256k1],
    ['an EC key of an unknown curve', { ...ec, crv: 'P-1' }],
    ['an RSA key of 2047 bits', shortRsa],
    ['an RSA key with x5c only', { kty: 'RSA', kid: 'a', x5c: ['MIIB'] }],
    ['an RSA key whose n is a number', { ...rsa, n: 1 }],
    ['an Ed448 key', ed448],
    ['a key for key agreement', x25519],
    ['an algorithm that is no text', { ...ec, alg: 1 }],
  ])('%s', (_, key) => {
    expect(readKeySet({ keys: [key, { ...rsa, kid: 'good' }] }).map(({ kid }) => kid)).toEqual(['good']);
  });

  test('nothing else', () => {
    const keys = [
      ec,
      { ...rsa, use: 'sig', x5c: ['MIIB'], x5t: 'x' },
      { ...ed, key_ops: ['verify', 'sign'], ext: true },
      { ...ec, alg: 'unheard of' },
    ];
    expect(readKeySet({ keys, more: 1 }).map(({ kind }) => kind)).toEqual([
      'prime256v1',
      'rsa',
      'ed25519',
      'prime256v1',
    ]);
  });

  test.each([null, [], {}, { keys: {} }, { keys: null }])('but %j is no key set at all', (json) => {
    expect(() => readKeySet(json)).toThrow();
  });
});

describe('the keys for a token', () => {
  const kinds = (kid: string, alg: Parameters<typeof selectKeys>[2], ...keys: JWK[]) =>
    selectKeys(readKeySet({ keys }), kid, alg).map(({ kind, alg: name }) => name ?? kind);

  test('are those of its id that fit its algorithm, in the order of the set', () => {
    const all = [ec, rsa, ed, { ...rsa, kid: 'b' }, { ...rsa, alg: 'PS256' }, { ...rsa, alg: 'RS256' }];
    expect(kinds('a', 'RS256', ...all)).toEqual(['rsa', 'RS256']);
    expect(kinds('a', 'PS256', ...all)).toEqual(['rsa', 'PS256']);
    expect(kinds('a', 'ES256', ...all)).toEqual(['prime256v1']);
    expect(kinds('a', 'ES384', ...all)).toEqual([]);
    expect(kinds('c', 'RS256', ...all)).toEqual([]);
  });

  test('are the same by both names of Ed25519', () => {
    for (const alg of ['EdDSA', 'Ed25519'] as const) {
      expect(kinds('a', alg, ed, { ...ed, alg: 'EdDSA' }, { ...ed, alg: 'Ed25519' }, ec)).toHaveLength(3);
      expect(kinds('a', alg, { ...ed, alg: 'ES256' })).toEqual([]);
    }
  });
});
