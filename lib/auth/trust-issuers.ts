import { createKeyFetcher } from './fetch-keys.ts';
import type { Issuer } from './issuer.ts';
import { createJwks } from './jwks.ts';
import type { TrustedIssuers } from './verify-jwt.ts';

/**
 * Gives each issuer its own keys, bounds and failures, so that the outage of one is not felt by the tokens of another.
 * @param timeLimitFactor multiplies the time that a fetch of keys may take
 */
export const trustIssuers = (issuers: readonly Issuer[], now: () => number, timeLimitFactor = 1): TrustedIssuers =>
  new Map(
    issuers.map((issuer) => [
      issuer.issuer,
      { ...issuer, findKeys: createJwks(issuer.issuer, createKeyFetcher(issuer, now, timeLimitFactor), now) },
    ]),
  );
