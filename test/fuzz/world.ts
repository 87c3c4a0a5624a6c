import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Authentication } from '../../lib/auth/authenticate.ts';
import { formatApiKey, hashApiKey } from '../../lib/contract/api-key.ts';
import type { ApiKeyItem, UserAccount } from '../../lib/table/items.ts';
import { createRandom } from '../support/random.ts';
import { byName, trustIssuer } from '../support/trusted-issuers.ts';

/** The time it is for the authorizer, in seconds since 1970. */
export const NOW = 1_800_000_000;
export const ISSUER = 'https://login.example.com';
export const AUDIENCE = 'organizations';

/** A key pair of the issuer's, or of an attacker's. */
export type SigningKey = {
  readonly alg: 'ES256' | 'EdDSA';
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
};

export const signWith = ({ alg, privateKey: key }: SigningKey, bytes: Buffer): Buffer =>
  alg === 'EdDSA' ? sign(null, bytes, key) : sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });

/** Key pairs that are the same for the same text, as no real one may be. */
const deriveKey = (alg: SigningKey['alg'], kid: string, text: string): SigningKey => {
  const secret = createHash('sha256').update(`${alg} ${text}`).digest();
  const privateKey = alg === 'EdDSA' ? ed25519(secret) : p256(secret);
  return { alg, kid, privateKey, publicKey: createPublicKey(privateKey) };
};

/** RFC 8410, section 7: the secret within the DER encoding of a PKCS #8 key. */
const ed25519 = (secret: Buffer): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]),
    format: 'der',
    type: 'pkcs8',
  });

const p256 = (secret: Buffer): KeyObject => {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(secret);
  const point = curve.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const key = { kty: 'EC', crv: 'P-256', d: secret.toString('base64url'), x: x ?? '', y: y ?? '' };
  return createPrivateKey({ key, format: 'jwk' });
};

/** Users by their ids: the first twenty are let in, the others exist and are not. */
const accounts = new Map<number, UserAccount>([
  ...Array.from({ length: 20 }, (_, index): [number, UserAccount] => [index + 1, { activated: true }]),
  [21, { activated: false }],
  [22, { activated: true, disabled: true }],
  [23, { activated: true, tokensValidFrom: new Date((NOW + 3600) * 1000).toISOString() }],
]);

/** Who a credential lets in, by the credential to the letter; what is not there must be refused. */
type Admitted = Map<string, string>;

/** An issuer, users and API keys, the same for the same seed. */
export const createWorld = (seed: number) => {
  const random = createRandom(seed);
  const issuerKeys = [deriveKey('EdDSA', 'ed', `issuer ${seed}`), deriveKey('ES256', 'ec', `issuer ${seed}`)];
  const attackerKeys = [deriveKey('EdDSA', 'ed', `attacker ${seed}`), deriveKey('ES256', 'ec', `attacker ${seed}`)];
  const items = new Map<string, ApiKeyItem>();
  const admitted: Admitted = new Map();
  const keys = Array.from({ length: 40 }, (_, keyId) => {
    const own = `ei_${random.base62(random.integer(29, 60))}`;
    const key = random.chance(0.7) ? formatApiKey(random.base62(40)) : own;
    const state = random.pick([
      {},
      {},
      {},
      { revoked: '2026-01-01T00:00:00Z' },
      { expiresAt: NOW },
      { expiresAt: NOW + 1 },
    ]);
    const item = { keyId, organizationId: keyId, name: '', role: 'admin', created: '2026-01-01T00:00:00Z' } as const;
    items.set(hashApiKey(key), { ...item, ...state });
    const isLive = !('revoked' in state) && !('expiresAt' in state && state.expiresAt <= NOW);
    if (isLive) admitted.set(key, `key:${keyId}/${keyId}`);
    return key;
  });
  const authentication: Authentication = {
    readApiKey: async (hash) => items.get(hash),
    readUserAccount: async (userId) => accounts.get(userId),
    readLinkedUser: async () => undefined,
    issuers: byName(
      trustIssuer(
        issuerKeys.map(({ publicKey, kid, alg }) => ({
          ...publicKey.export({ format: 'jwk' }),
          kty: alg === 'EdDSA' ? 'OKP' : 'EC',
          kid,
          alg,
        })),
        { issuer: ISSUER, audiences: [AUDIENCE] },
      ),
    ),
    now: () => NOW * 1000,
  };
  return { issuerKeys, attackerKeys, keys, admitted, accounts, authentication };
};

export type World = ReturnType<typeof createWorld>;
