import * as z from 'zod/mini';
import type { Identity } from '../contract/identity.ts';
import type { Issuer } from './issuer.ts';
import type { Claims, ReadToken } from './read-token.ts';
import type { TokenRule } from './refusal.ts';

/** How far the issuer's clock may be ahead of ours. Expired tokens get no extra time. */
const CLOCK_SKEW_SECONDS = 60;

/** Tokens with a longer lifetime are refused: it is probably a mistake, and such a token is hard to revoke. */
export const MAX_LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/** Seconds since 1970. `JSON.parse` reads numbers such as 1e999 as Infinity; zod's number accepts finite ones only. */
const numericDate = z.number();

const timesSchema = z.object({ exp: numericDate, iat: numericDate, nbf: z.exactOptional(numericDate) });

/** The user that a token names: by the user's own id, or by an identity. */
export type ClaimedUser = { readonly userId: number } | { readonly identity: Identity };

type Check = (token: Pick<ReadToken, 'claims' | 'payload'>, issuer: Issuer, now: number) => boolean;

/**
 * The rules for a token's claims, in the order in which they are checked; `now` is in seconds since 1970. `expired` is
 * last, because clients are told about it only if the token is otherwise valid.
 */
export const CLAIM_RULES: readonly (readonly [TokenRule, Check])[] = [
  ['times', ({ claims }, _, now) => hasValidTimes(claims, now)],
  ['audience', ({ claims }, issuer) => hasAcceptedAudience(claims, issuer)],
  ['token-kind', ({ claims }) => !Object.hasOwn(claims, 'events') && !Object.hasOwn(claims, 'cnf')],
  ['required-claims', ({ claims }, issuer) => hasRequired(claims, issuer)],
  [
    'issuer-tokens-valid-from',
    ({ claims }, { tokensValidFrom }) => isIssuedAfter(timeOf(claims, 'iat'), tokensValidFrom),
  ],
  ['user-claim', (token, issuer) => claimedUser(token, issuer) !== undefined],
  ['expired', ({ claims }, _, now) => timeOf(claims, 'exp') > now],
];

/**
 * A time claim in seconds since 1970. NaN if it is absent or not a number, so that every comparison with it is false.
 */
export const timeOf = (claims: Claims, name: 'iat' | 'exp'): number => {
  const time = z.safeParse(numericDate, ownClaim(claims, name));
  return time.success ? time.data : Number.NaN;
};

/**
 * Whether a token was issued after a time.
 * @param issuedAt seconds since 1970
 * @param validFrom ISO 8601; absent: there is no such limit
 */
export const isIssuedAfter = (issuedAt: number, validFrom: string | undefined): boolean =>
  validFrom === undefined || issuedAt * 1000 > Date.parse(validFrom);

const ownClaim = (claims: Claims, name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);

const hasValidTimes = (claims: Claims, now: number): boolean => {
  const times = z.safeParse(timesSchema, claims);
  if (!times.success) return false;
  const { exp, iat, nbf = iat } = times.data;
  return Math.max(iat, nbf) <= now + CLOCK_SKEW_SECONDS && exp - iat <= MAX_LIFETIME_SECONDS;
};

/** Accepts a token by its `aud`. Without any `aud`, as in Cognito's access tokens, by its `client_id`. */
const hasAcceptedAudience = (claims: Claims, { audiences, clientIds }: Issuer): boolean =>
  Object.hasOwn(claims, 'aud')
    ? matchesAny(claims['aud'], audiences)
    : typeof claims['client_id'] === 'string' && clientIds?.includes(claims['client_id']) === true;

const matchesAny = (claim: unknown, accepted: readonly string[]): boolean => {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.some((value) => accepted.some((one) => one === value));
};

/** Claims with scopes separated by spaces: RFC 8693, section 4.2, and the name that other issuers use. */
const SCOPES = ['scope', 'scp'];

const hasRequired = (claims: Claims, { require = {} }: Issuer): boolean =>
  Object.entries(require).every(([name, accepted]) => {
    const claim = ownClaim(claims, name);
    return matchesAny(typeof claim === 'string' && SCOPES.includes(name) ? claim.split(' ') : claim, accepted);
  });

/** The user that the issuer's `userClaim` names; undefined if the claim is absent or invalid. */
export const claimedUser = (
  { claims, payload }: Pick<ReadToken, 'claims' | 'payload'>,
  { issuer, userClaim, users }: Issuer,
): ClaimedUser | undefined => {
  const value = ownClaim(claims, userClaim);
  if (users === 'linked')
    return typeof value === 'string' && value !== '' ? { identity: { issuer, claim: userClaim, value } } : undefined;
  const userId = typeof value === 'number' ? toExactId(value, numberText(payload, userClaim)) : toId(value);
  return userId === undefined ? undefined : { userId };
};

const toId = (value: unknown): number | undefined => {
  const id = typeof value === 'string' && /^[1-9]\d{0,15}$/.test(value) ? Number(value) : undefined;
  return Number.isSafeInteger(id) ? id : undefined;
};

/** The id, if the JSON number in `text` has exactly this value; undefined if parsing rounded it. */
const toExactId = (id: number, text: string): number | undefined =>
  Number.isSafeInteger(id) && id > 0 && significantDigits(text) === significantDigits(String(id)) ? id : undefined;

/**
 * A number's digits without exponent, point and surrounding zeros. Two numbers of about the same size are equal if
 * these are.
 */
const significantDigits = (number: string): string =>
  number
    .replace(/e.*/i, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '');

/**
 * A claim's number as the payload has it. The context argument is not in TypeScript's library yet:
 * https://tc39.es/proposal-json-parse-with-source/
 */
const numberText = (payload: Buffer, name: string): string => {
  const asWritten = (_: string, value: unknown, ...[context]: readonly unknown[]) =>
    typeof value === 'number' ? z.parse(contextSchema, context).source : value;
  return String(ownClaim(JSON.parse(payload.toString(), asWritten), name));
};

const contextSchema = z.object({ source: z.string() });
