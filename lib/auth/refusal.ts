import type { Denial } from '../contract/errors.ts';

/** The rules that a JWT must keep, in the order in which they are checked. */
export const TOKEN_RULES = [
  /** Three parts in their one base64url spelling, of JSON objects, at most 8 KB. */
  'token-format',
  /** `alg`, `kid` and `typ` are accepted ones, and nothing is critical. */
  'token-header',
  /** `iss` is a configured issuer. */
  'unknown-issuer',
  /** The issuer has a usable key of this `kid` and `alg`. */
  'no-key',
  'signature',
  /** `exp`, `iat` and `nbf` are numbers, not in the future, at most 30 days apart. */
  'times',
  'audience',
  /** Neither a logout token (`events`) nor bound to a sender's key (`cnf`). */
  'token-kind',
  /** What the issuer's `require` names. */
  'required-claims',
  /** Issued after the issuer's `tokensValidFrom`. */
  'issuer-tokens-valid-from',
  /** The issuer's `userClaim` holds an id, or the text of an identity. */
  'user-claim',
  'expired',
  /** The identity is linked to a user. */
  'not-linked',
  'unknown-user',
  'user-not-activated',
  'user-disabled',
  /** Issued after the user's `tokensValidFrom`. */
  'user-tokens-valid-from',
] as const;

export type TokenRule = (typeof TOKEN_RULES)[number];

/** Which rule refused a credential. The set is closed: it goes to the log, and the client is told the denial only. */
type Rule =
  | TokenRule
  | 'credential-missing'
  | 'credential-repeated'
  | 'key-format'
  | 'key-unknown'
  | 'key-revoked'
  | 'key-expired';

export type Refusal = {
  /** What the client is told. */
  readonly denial: Denial;
  /** What the operator is told. */
  readonly rule: Rule;
};

/** Every rule has the same answer, but that of a token that has expired and holds in every other way. */
export const refuseToken = (rule: TokenRule): Refusal => ({
  denial: rule === 'expired' ? 'expiredToken' : 'invalidToken',
  rule,
});

export const refuseKey = (rule: 'key-format' | 'key-unknown' | 'key-revoked' | 'key-expired'): Refusal => ({
  denial: 'invalidApiKey',
  rule,
});
