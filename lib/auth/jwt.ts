import { errors, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import type { Denial } from '../contract/errors.ts';
import type { FindKey } from './jwks.ts';

/** Tokens are at most as long as what a cookie or a header of API Gateway carries comfortably. */
const MAX_LENGTH = 8192;

/** How far the issuer's clock may be ahead of ours. It lends an expired token no time. */
const CLOCK_SKEW_SECONDS = 60;

/** A token that says it lives longer is refused: it could hardly be meant, and could hardly be taken back. */
export const LONGEST_LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/** Asymmetric algorithms only: with a symmetric one, the public key would be the secret. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** RFC 7515, section 4, as strictly as this service can be: no extension is understood, so none may be critical. */
const headerSchema = z.object({
  alg: z.enum(ALGORITHMS),
  kid: z.string().check(z.minLength(1), z.maxLength(256)),
  typ: z.exactOptional(z.string().check(z.regex(/^(application\/)?(jwt|at\+jwt)$/i))),
  crit: z.exactOptional(z.never()),
  b64: z.exactOptional(z.never()),
});

/** Seconds since 1970. JSON has numbers that JavaScript reads as infinite; zod's number is finite. */
const numericDate = z.number();

const claimsSchema = z.object({ exp: numericDate, iat: numericDate, nbf: z.exactOptional(numericDate) });

export type JwtRules = {
  /** The `iss` and `aud` that a token must carry. */
  readonly issuer: string;
  readonly audience: string;
  /** The claim with the user's id: a positive integer, as a number or in decimal digits. */
  readonly userIdClaim: string;
  readonly findKey: FindKey;
};

/** What a token that holds proves: who it is for, and since when (seconds since 1970). */
export type VerifiedToken = { readonly userId: number; readonly issuedAt: number };

/**
 * Decides on a JWT by RFC 7519 and RFC 8725. That it has expired is told only of a token that holds in every other
 * way; every other cause has the same answer.
 * @param now milliseconds since 1970
 * @throws JwksUnavailableError: an outage is not a denial
 */
export const verifyJwt = async (token: string, rules: JwtRules, now: number): Promise<VerifiedToken | Denial> => {
  if (!isCanonical(token)) return 'invalidToken';
  try {
    const { payload } = await jwtVerify(token, findKeyFor(rules), {
      algorithms: ALGORITHMS,
      issuer: rules.issuer,
      audience: rules.audience,
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: new Date(now),
    });
    return checkClaims(payload, rules.userIdClaim, now / 1000);
  } catch (error) {
    if (error instanceof errors.JWTExpired) return checkClaims(error.payload, rules.userIdClaim, now / 1000);
    if (error instanceof errors.JOSEError) return 'invalidToken';
    throw error;
  }
};

/**
 * One spelling only of every token, within reasonable length. How many parts there are, and whether they are UTF-8, jose
 * looks at.
 */
const isCanonical = (token: string): boolean =>
  token.length <= MAX_LENGTH &&
  token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);

/** A header that is not acceptable never leads to a key. */
const findKeyFor =
  ({ findKey }: JwtRules): FindKey =>
  async (header, token) => {
    if (!z.safeParse(headerSchema, header).success) throw new errors.JWSInvalid('the header is not acceptable');
    return findKey(header, token);
  };

const checkClaims = (payload: JWTPayload, userIdClaim: string, now: number): VerifiedToken | Denial => {
  const claims = z.safeParse(claimsSchema, payload);
  const userId = Object.hasOwn(payload, userIdClaim) ? toUserId(payload[userIdClaim]) : undefined;
  if (!claims.success || userId === undefined) return 'invalidToken';
  const { exp, iat } = claims.data;
  if (iat > now + CLOCK_SKEW_SECONDS || exp - iat > LONGEST_LIFETIME_SECONDS) return 'invalidToken';
  return exp <= now ? 'expiredToken' : { userId, issuedAt: iat };
};

const toUserId = (claim: unknown): number | undefined => {
  const id = typeof claim === 'string' && /^[1-9]\d{0,15}$/.test(claim) ? Number(claim) : claim;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
};
