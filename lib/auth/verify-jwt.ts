import { compactVerify, errors } from 'jose';
import { CLAIM_RULES, type ClaimedUser, claimedUser, timeOf } from './claim-rules.ts';
import type { Issuer } from './issuer.ts';
import type { FindKeys } from './jwks.ts';
import type { SigningKey } from './key-set.ts';
import { type ReadToken, readToken } from './read-token.ts';
import type { TokenRule } from './refusal.ts';

/** An issuer with its keys. */
export type TrustedIssuer = Issuer & { readonly findKeys: FindKeys };

/** The issuers whose tokens are accepted, by their `iss`. */
export type TrustedIssuers = ReadonlyMap<string, TrustedIssuer>;

/** The content of a valid token: the user that it names, and its time of issue in seconds since 1970. */
export type VerifiedToken = { readonly user: ClaimedUser; readonly issuedAt: number };

/**
 * Verifies a JWT according to RFC 7519 and RFC 8725. The token's `iss` only selects one of the configured issuers; keys
 * are fetched from that issuer alone.
 * @param now milliseconds since 1970
 * @returns the token's content, or the first rule that it breaks
 * @throws JwksUnavailableError: an outage is not a denial
 */
export const verifyJwt = async (
  token: string,
  issuers: TrustedIssuers,
  now: number,
): Promise<VerifiedToken | TokenRule> => {
  const read = readToken(token);
  if (typeof read === 'string') return read;
  const issuer = findIssuer(read, issuers);
  if (issuer === undefined) return 'unknown-issuer';
  const keys = await issuer.findKeys(read.header);
  if (keys.length === 0) return 'no-key';
  if (!(await isSignedByOneOf(keys, token, read))) return 'signature';
  const [broken] = CLAIM_RULES.find(([, holds]) => !holds(read, issuer, now / 1000)) ?? [];
  const user = claimedUser(read, issuer);
  if (broken !== undefined || user === undefined) return broken ?? 'user-claim';
  return { user, issuedAt: timeOf(read.claims, 'iat') };
};

const findIssuer = ({ claims }: ReadToken, issuers: TrustedIssuers): TrustedIssuer | undefined =>
  typeof claims['iss'] === 'string' ? issuers.get(claims['iss']) : undefined;

const isSignedByOneOf = async (keys: readonly SigningKey[], token: string, { header }: ReadToken): Promise<boolean> => {
  for (const { key } of keys) {
    try {
      await compactVerify(token, key, { algorithms: [header.alg] });
      return true;
    } catch (error) {
      // Any other error is a defect
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return false;
};
