import { createKeyFetcher } from './fetch-keys.ts';
import type { Issuer } from './issuer.ts';
import { createJwks } from './jwks.ts';
import type { TrustedIssuers } from './verify-jwt.ts';

/**
 * Gives each issuer its own key cache, fetch limits and failures, so that the outage of one issuer does not affect
 * tokens of another.
 * @param now milliseconds since 1970
 * @param timeLimitFactor multiplies the time limit of a fetch of keys
 */
export const trustIssuers = (issuers: readonly Issuer[], now: () => number, timeLimitFactor = 1): TrustedIssuers =>
  new Map(
    issuers.map((issuer) => [
      issuer.issuer,
      { ...issuer, findKeys: createJwks(issuer.issuer, createKeyFetcher(issuer, now, timeLimitFactor), now) },
    ]),
  );
