import type { Denial } from '../contract/errors.ts';

/** The rules for JWTs, in the order in which they are checked. */
export const TOKEN_RULES = [
  /** Three parts in canonical base64url, the first two JSON objects; at most 8 KB. */
  'token-format',
  /** `alg`, `kid` and `typ` have accepted values, and no extension is critical. */
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
  /** The claims of the issuer's `require` have accepted values. */
  'required-claims',
  /** Issued after the issuer's `tokensValidFrom`. */
  'issuer-tokens-valid-from',
  /** The issuer's `userClaim` holds a user id, or the text of an identity. */
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

/** The rule that refused a credential. It is logged; the client sees the denial only. */
type Rule =
  | TokenRule
  | 'credential-missing'
  | 'credential-repeated'
  | 'key-format'
  | 'key-unknown'
  | 'key-revoked'
  | 'key-expired';

export type Refusal = {
  /** Decides the response to the client. */
  readonly denial: Denial;
  /** For the log. */
  readonly rule: Rule;
};

/**
 * Refuses a token. Clients can tell an expired token, which is otherwise valid, from an invalid one; they cannot tell
 * which other rule it broke.
 */
export const refuseToken = (rule: TokenRule): Refusal => ({
  denial: rule === 'expired' ? 'expiredToken' : 'invalidToken',
  rule,
});

export const refuseKey = (rule: 'key-format' | 'key-unknown' | 'key-revoked' | 'key-expired'): Refusal => ({
  denial: 'invalidApiKey',
  rule,
});
