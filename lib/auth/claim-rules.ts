import * as z from 'zod/mini';
import type { Identity } from '../contract/identity.ts';
import type { Issuer } from './issuer.ts';
import type { Claims, ReadToken } from './read-token.ts';
import type { TokenRule } from './refusal.ts';

/** How far the issuer's clock may be ahead of ours. It lends an expired token no time. */
const CLOCK_SKEW_SECONDS = 60;

/** A token that says it lives longer is refused: it could hardly be meant, and could hardly be taken back. */
export const LONGEST_LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/** Seconds since 1970. JSON has numbers that JavaScript reads as infinite; zod's number is finite. */
const numericDate = z.number();

const timesSchema = z.object({ exp: numericDate, iat: numericDate, nbf: z.exactOptional(numericDate) });

/** Whom a token names: a user by the user's own id, or an identity. */
export type ClaimedUser = { readonly userId: number } | { readonly identity: Identity };

type Check = (token: Pick<ReadToken, 'claims' | 'payload'>, issuer: Issuer, now: number) => boolean;

/**
 * What the claims of a token must keep, in the order in which it is checked; `now` is in seconds since 1970. Whether the
 * token has expired comes last, for it is told only of one that holds otherwise.
 */
export const CLAIM_RULES: readonly (readonly [TokenRule, Check])[] = [
  ['times', ({ claims }, _, now) => hasGoodTimes(claims, now)],
  ['audience', ({ claims }, issuer) => isForUs(claims, issuer)],
  ['token-kind', ({ claims }) => !Object.hasOwn(claims, 'events') && !Object.hasOwn(claims, 'cnf')],
  ['required-claims', ({ claims }, issuer) => hasRequired(claims, issuer)],
  [
    'issuer-tokens-valid-from',
    ({ claims }, { tokensValidFrom }) => isIssuedAfter(timeOf(claims, 'iat'), tokensValidFrom),
  ],
  ['user-claim', (token, issuer) => claimedUser(token, issuer) !== undefined],
  ['expired', ({ claims }, _, now) => timeOf(claims, 'exp') > now],
];

/** NaN, of which no comparison is true, where there is none. */
export const timeOf = (claims: Claims, name: 'iat' | 'exp'): number => {
  const time = z.safeParse(numericDate, own(claims, name));
  return time.success ? time.data : Number.NaN;
};

/** @param issuedAt seconds since 1970 @param validFrom ISO 8601; absent: every time */
export const isIssuedAfter = (issuedAt: number, validFrom: string | undefined): boolean =>
  validFrom === undefined || issuedAt * 1000 > Date.parse(validFrom);

const own = (claims: Claims, name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);

const hasGoodTimes = (claims: Claims, now: number): boolean => {
  const times = z.safeParse(timesSchema, claims);
  if (!times.success) return false;
  const { exp, iat, nbf = iat } = times.data;
  return Math.max(iat, nbf) <= now + CLOCK_SKEW_SECONDS && exp - iat <= LONGEST_LIFETIME_SECONDS;
};

/** Cognito's access tokens have no `aud`. A token that has one is judged by it alone. */
const isForUs = (claims: Claims, { audiences, clientIds = [] }: Issuer): boolean =>
  Object.hasOwn(claims, 'aud')
    ? isOrHasOneOf(claims['aud'], audiences)
    : typeof claims['client_id'] === 'string' && clientIds.includes(claims['client_id']);

const isOrHasOneOf = (claim: unknown, accepted: readonly string[]): boolean => {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.some((value) => accepted.some((one) => one === value));
};

/** RFC 8693, section 4.2, and what others call it: one text of scopes between spaces. */
const SCOPES = ['scope', 'scp'];

const hasRequired = (claims: Claims, { require = {} }: Issuer): boolean =>
  Object.entries(require).every(([name, accepted]) => {
    const claim = own(claims, name);
    return isOrHasOneOf(typeof claim === 'string' && SCOPES.includes(name) ? claim.split(' ') : claim, accepted);
  });

/** Whom the claim of the configuration names; undefined where it names nobody. */
export const claimedUser = (
  { claims, payload }: Pick<ReadToken, 'claims' | 'payload'>,
  { issuer, userClaim, users }: Issuer,
): ClaimedUser | undefined => {
  const value = own(claims, userClaim);
  if (users === 'linked')
    return typeof value === 'string' && value !== '' ? { identity: { issuer, claim: userClaim, value } } : undefined;
  const userId = typeof value === 'number' ? toExactId(value, numberText(payload, userClaim)) : toId(value);
  return userId === undefined ? undefined : { userId };
};

const toId = (value: unknown): number | undefined => {
  const id = typeof value === 'string' && /^[1-9]\d{0,15}$/.test(value) ? Number(value) : undefined;
  return Number.isSafeInteger(id) ? id : undefined;
};

/** An id that a number of JSON is exactly, and not only by rounding. */
const toExactId = (id: number, text: string): number | undefined =>
  Number.isSafeInteger(id) && id > 0 && significantDigits(text) === significantDigits(String(id)) ? id : undefined;

/** Two numbers that are about as large are the same if these are. */
const significantDigits = (number: string): string =>
  number
    .replace(/e.*$/i, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '');

/** A claim's number as it is written: not yet in TypeScript's library, https://tc39.es/proposal-json-parse-with-source/ */
const numberText = (payload: Buffer, name: string): string => {
  const asWritten = (_: string, value: unknown, ...[context]: readonly unknown[]) =>
    typeof value === 'number' ? z.parse(contextSchema, context).source : value;
  return String(own(JSON.parse(payload.toString(), asWritten), name));
};

const contextSchema = z.object({ source: z.string() });
