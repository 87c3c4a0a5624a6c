import type { JWK } from 'jose';
import type { Issuer } from '../../lib/auth/issuer.ts';
import { type Algorithm, readKeySet, selectKeys } from '../../lib/auth/key-set.ts';
import type { TrustedIssuer, TrustedIssuers } from '../../lib/auth/verify-jwt.ts';

export const buildIssuer = (changes: Partial<Issuer> = {}): Issuer => ({
  issuer: 'https://login.example.com',
  audiences: ['organizations'],
  userClaim: 'sub',
  users: 'id',
  ...changes,
});

/** An issuer whose keys are at hand. */
export const trustIssuer = (keys: readonly JWK[], changes: Partial<TrustedIssuer> = {}): TrustedIssuer => {
  const known = readKeySet({ keys });
  const findKeys = async ({ kid, alg }: { kid: string; alg: Algorithm }) => selectKeys(known, kid, alg);
  return { findKeys, ...buildIssuer(changes), ...changes };
};

/** By their `iss`, as the authorizer has them. */
export const byName = (...issuers: readonly TrustedIssuer[]): TrustedIssuers =>
  new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
