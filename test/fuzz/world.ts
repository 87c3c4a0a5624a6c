import { createECDH, createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { JWK } from 'jose';
import type { Authentication } from '../../lib/auth/authenticate.ts';
import type { Issuer } from '../../lib/auth/issuer.ts';
import { formatApiKey, hashApiKey } from '../../lib/contract/api-key.ts';
import type { ApiKeyItem, UserAccount } from '../../lib/table/items.ts';
import { createRandom } from '../support/random.ts';
import { buildIssuer, byName, trustIssuer } from '../support/trusted-issuers.ts';

/** The time it is for the authorizer, in seconds since 1970. */
export const NOW = 1_800_000_000;

/** The issuers that are configured, each with a peculiarity. */
export const ISSUERS: readonly Issuer[] = [
  buildIssuer({ issuer: 'https://login.example.com' }),
  buildIssuer({ issuer: 'https://linked.example.com', users: 'linked' }),
  buildIssuer({
    issuer: 'https://oid.example.com',
    users: 'linked',
    userClaim: 'oid',
    audiences: ['organizations', 'second'],
    clientIds: ['client'],
  }),
  buildIssuer({
    issuer: 'https://strict.example.com',
    users: 'linked',
    require: { tid: ['t'], scope: ['read', 'write'] },
    tokensValidFrom: new Date((NOW - 3600) * 1000).toISOString(),
  }),
];
export const AUDIENCE = 'organizations';

/** What an issuer calls a user. The same text is another user at each issuer, and nobody at the one that goes by ids. */
export const subjectOf = (userId: number): string => `subject-${userId}`;
const identityKeyOf = (issuer: string, claim: string, value: string) => JSON.stringify([issuer, claim, value]);

/** Whom each identity is linked to, the first users by each issuer in another order. */
const linked = new Map<string, number>(
  ISSUERS.flatMap(({ issuer, userClaim, users }, index) =>
    users === 'id'
      ? []
      : Array.from({ length: 24 }, (_, number): [string, number] => [
          identityKeyOf(issuer, userClaim, subjectOf(number + 1)),
          ((number + index) % 24) + 1,
        ]),
  ),
);

/** @returns the user of an identity; undefined for nobody */
export const linkedUser = (issuer: string, claim: string, value: string): number | undefined =>
  linked.get(identityKeyOf(issuer, claim, value));

/** A key pair of the issuer's, or of an attacker's. */
export type SigningKey = {
  readonly alg: 'ES256' | 'EdDSA';
  /** The name of the issuer whose it is; an attacker has none. */
  readonly issuer?: string;
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

const toJwk = ({ publicKey, kid, alg }: SigningKey): JWK => ({
  ...publicKey.export({ format: 'jwk' }),
  kty: alg === 'EdDSA' ? 'OKP' : 'EC',
  kid,
  alg,
});

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
  // The same key ids at each issuer, which must not be confused
  const issuerKeys = ISSUERS.flatMap(({ issuer }) => [
    { ...deriveKey('EdDSA', 'ed', `${issuer} ${seed}`), issuer },
    { ...deriveKey('ES256', 'ec', `${issuer} ${seed}`), issuer },
  ]);
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
    readLinkedUser: async ({ issuer, claim, value }) => linkedUser(issuer, claim, value),
    issuers: byName(
      ...ISSUERS.map((entry) =>
        trustIssuer(issuerKeys.filter(({ issuer }) => issuer === entry.issuer).map(toJwk), entry),
      ),
    ),
    now: () => NOW * 1000,
  };
  return { issuerKeys, attackerKeys, keys, admitted, accounts, authentication };
};

export type World = ReturnType<typeof createWorld>;
