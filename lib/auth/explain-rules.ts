import type { Explanation } from './explain-token.ts';
import type { JwksUnavailableError } from './jwks.ts';
import type { TokenRule } from './refusal.ts';

type Expectation = (explanation: Explanation) => string;

const list = (values: readonly string[] = []) => values.map((value) => JSON.stringify(value)).join(' or ') || 'none';

/** What each rule expects, in an operator's words, with the values of the deployment. */
const EXPECTED: Readonly<Record<TokenRule, Expectation>> = {
  'token-format': () => 'three base64url parts of JSON objects, at most 8 KB',
  'token-header': () => 'an asymmetric alg, a kid, a typ of JWT or at+jwt if there is any, and no crit',
  'unknown-issuer': () => 'an iss that is configured, exactly',
  'no-key': ({ token }) =>
    `a usable key of kid ${JSON.stringify(token?.header.kid)} for ${token?.header.alg} at the issuer`,
  signature: () => 'a signature by one of these keys',
  times: () => 'exp and iat as numbers, neither iat nor nbf in the future, 30 days apart at most',
  audience: ({ issuer }) =>
    `aud of ${list(issuer?.audiences)}; or none, with a client_id of ${list(issuer?.clientIds)}`,
  'token-kind': () => 'neither events (a logout token) nor cnf (bound to a key)',
  'required-claims': ({ issuer }) =>
    Object.entries(issuer?.require ?? {})
      .map(([name, values]) => `${name} of ${list(values)}`)
      .join(', ') || 'nothing',
  'issuer-tokens-valid-from': ({ issuer }) => `an iat after ${issuer?.tokensValidFrom ?? 'any time'}`,
  'user-claim': ({ issuer }) =>
    `${issuer?.userClaim}: ${issuer?.users === 'id' ? 'a positive integer' : 'a text that is not empty'}`,
  expired: () => 'an exp in the future',
  'not-linked': ({ issuer }) =>
    issuer?.users === 'id' ? 'nothing: the claim is the id' : 'an identity that is linked to a user (`users link`)',
  'unknown-user': () => 'a user in the table (`users add`)',
  'user-not-activated': () => 'a user whose account is activated',
  'user-disabled': () => 'a user who is not disabled (`users enable`)',
  'user-tokens-valid-from': () => "an iat after the user's tokensValidFrom",
};

/** What the token has instead, for rules where that helps. It never includes the token itself. */
const FOUND: Partial<Readonly<Record<TokenRule, Expectation>>> = {
  'unknown-issuer': ({ token }) => `its iss is ${JSON.stringify(token?.claims['iss'])}`,
  audience: ({ token }) => `its aud is ${JSON.stringify(token?.claims['aud'])}`,
  expired: ({ token }) => `its exp is ${JSON.stringify(token?.claims['exp'])}`,
  'not-linked': (explanation) => `its identity is ${describeUserClaim(explanation)}`,
};

/** Each rule with its outcome and its expectation. */
export const explainRules = (explanation: Explanation) =>
  explanation.rules.map(({ rule, outcome }) => ({ rule, outcome, expected: EXPECTED[rule](explanation) }));

/** A sentence that names the user whom the token authenticates, or the first rule that refuses it. */
export const conclude = (explanation: Explanation): string => {
  if (explanation.userId !== undefined) return `The token is accepted: it belongs to user ${explanation.userId}.`;
  const broken = explanation.rules.find(({ outcome }) => outcome === 'failed')?.rule ?? 'token-format';
  const found = FOUND[broken]?.(explanation);
  return `The token is refused by the rule ${broken}: it needs ${EXPECTED[broken](explanation)}${found === undefined ? '' : `; ${found}`}.`;
};

/** The claim that names the user, and whose it is: `sub "ada" of https://login.example.com`. */
export const describeUserClaim = ({ token, issuer }: Explanation): string =>
  `${issuer?.userClaim} ${JSON.stringify(token?.claims[issuer?.userClaim ?? ''])} of ${issuer?.issuer}`;

/** A sentence for a token that can be neither accepted nor refused. */
export const describeOutage = ({ message, cause }: JwksUnavailableError): string =>
  `The token cannot be checked: ${message} (${cause instanceof Error ? cause.message : cause}).`;
