import { type ReadUsers, resolveUser } from './authenticate.ts';
import { CLAIM_RULES } from './claim-rules.ts';
import type { Issuer } from './issuer.ts';
import { type ReadToken, readToken } from './read-token.ts';
import { TOKEN_RULES, type TokenRule } from './refusal.ts';
import { type TrustedIssuers, verifyJwt } from './verify-jwt.ts';

type CheckedRule = { readonly rule: TokenRule; readonly outcome: 'passed' | 'failed' | 'not checked' };

export type Explanation = {
  /** Every rule, in the order in which they are checked. The first one that failed refuses the token. */
  readonly rules: readonly CheckedRule[];
  /** The user that the token authenticates. Absent if the token is refused. */
  readonly userId?: number;
  /** The token's content; absent if it cannot be parsed. Do not trust it if a rule failed. */
  readonly token?: ReadToken;
  readonly issuer?: Issuer;
};

/**
 * Checks a token as the authorizer does, but continues after the first failed rule where the other rules can still be
 * checked.
 * @param now milliseconds since 1970
 * @throws JwksUnavailableError, and whatever reading a user throws
 */
export const explainToken = async (
  token: string,
  issuers: TrustedIssuers,
  users: ReadUsers,
  now: number,
): Promise<Explanation> => {
  const verified = await verifyJwt(token, issuers, now);
  const user = typeof verified === 'string' ? verified : await resolveUser(verified.user, verified.issuedAt, users);
  const read = readToken(token);
  if (typeof read === 'string') return { rules: checkedUntil(read, new Map()) };
  const issuer = issuers.get(String(read.claims['iss']));
  const claims = new Map(
    issuer === undefined ? [] : CLAIM_RULES.map(([rule, holds]) => [rule, holds(read, issuer, now / 1000)]),
  );
  const known = { token: read, ...(issuer === undefined ? {} : { issuer }) };
  if (typeof user === 'number') return { ...known, userId: user, rules: checkedUntil(undefined, claims) };
  return { ...known, rules: checkedUntil(user, claims) };
};

const checkedUntil = (broken: TokenRule | undefined, claims: ReadonlyMap<TokenRule, boolean>): CheckedRule[] => {
  const end = broken === undefined ? TOKEN_RULES.length : TOKEN_RULES.indexOf(broken);
  return TOKEN_RULES.map((rule, index) => {
    if (index < end) return { rule, outcome: 'passed' };
    if (index === end) return { rule, outcome: 'failed' };
    const holds = claims.get(rule);
    return { rule, outcome: holds === undefined ? 'not checked' : holds ? 'passed' : 'failed' };
  });
};
