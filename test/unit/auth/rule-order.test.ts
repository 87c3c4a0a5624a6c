import { beforeAll, expect, test } from 'vitest';
import { authenticate, findBrokenAccountRule } from '../../../lib/auth/authenticate.ts';
import { explainToken } from '../../../lib/auth/explain-token.ts';
import { TOKEN_RULES, type TokenRule } from '../../../lib/auth/refusal.ts';
import { createTestIssuer } from '../../support/tokens.ts';
import { byName, trustIssuer } from '../../support/trusted-issuers.ts';

const NOW = 1_800_000_000;
const isoAt = (seconds: number) => new Date(seconds * 1000).toISOString();

/** The claims and header parameters that break a rule. What breaks the other rules is in the signature and the table. */
const FAULTS: Partial<Readonly<Record<TokenRule, { readonly claims?: object; readonly header?: object }>>> = {
  'token-header': { header: { typ: 'x' } },
  'unknown-issuer': { claims: { iss: 'https://other.example.com' } },
  'no-key': { header: { kid: 'x' } },
  times: { claims: { nbf: NOW + 600 } },
  audience: { claims: { aud: 'x' } },
  'token-kind': { claims: { cnf: {} } },
  'required-claims': { claims: { tid: 'x' } },
  'issuer-tokens-valid-from': { claims: { iat: NOW - 7200 } },
  'user-claim': { claims: { sub: '' } },
  expired: { claims: { exp: NOW } },
};

let issuer: Awaited<ReturnType<typeof createTestIssuer>>;
beforeAll(async () => {
  issuer = await createTestIssuer();
});

/** A token and a table that break the given rules, if the first of them is mended, then the next. */
const breakRules = async (rules: readonly TokenRule[]) => {
  const good = {
    claims: {
      iss: 'https://login.example.com',
      aud: 'organizations',
      tid: 'a',
      sub: 'ada',
      iat: NOW - 10,
      exp: NOW + 9,
    },
    header: {},
  };
  // The first rule's fault wins where two need the same claim
  const { claims, header } = rules.toReversed().reduce(
    (parts, rule) => ({
      claims: { ...parts.claims, ...FAULTS[rule]?.claims },
      header: { ...parts.header, ...FAULTS[rule]?.header },
    }),
    good,
  );
  const signed = await issuer.sign(claims, header);
  const unsigned = rules.includes('signature') ? `${signed.slice(0, signed.lastIndexOf('.'))}.c2ln` : signed;
  const account = {
    activated: !rules.includes('user-not-activated'),
    ...(rules.includes('user-disabled') ? { disabled: true } : {}),
    ...(rules.includes('user-tokens-valid-from') ? { tokensValidFrom: isoAt(NOW) } : {}),
  };
  return {
    token: rules.includes('token-format') ? `${unsigned}.` : unsigned,
    account: rules.includes('unknown-user') ? undefined : account,
    linkedUser: rules.includes('not-linked') ? undefined : 7,
  };
};

test.each([...TOKEN_RULES, undefined])(
  'of all rules from %s on, the first refuses, whoever asks: the authorizer or an operator',
  async (rule) => {
    const rules = rule === undefined ? [] : TOKEN_RULES.slice(TOKEN_RULES.indexOf(rule));
    const { token, account, linkedUser } = await breakRules(rules);
    const entry = { users: 'linked' as const, require: { tid: ['a'] }, tokensValidFrom: isoAt(NOW - 3600) };
    const issuers = byName(trustIssuer([issuer.jwk], entry));
    const users = { readUserAccount: async () => account, readLinkedUser: async () => linkedUser };
    const readApiKey = async () => undefined;
    const authentication = { ...users, readApiKey, issuers, now: () => NOW * 1000 };
    const decision = await authenticate({ 'x-jwt-token': [token] }, authentication);
    const { rules: explained, userId } = await explainToken(token, issuers, users, NOW * 1000);
    const refusing = 'rule' in decision ? decision.rule : undefined;
    expect(refusing).toBe(rule);
    expect(explained.find(({ outcome }) => outcome !== 'passed')?.rule).toBe(rule);
    expect(userId).toBe(rule === undefined ? 7 : undefined);
  },
);

test('an account alone is refused by the same rules in the same order', () => {
  const refused = { activated: false, disabled: true };
  expect(findBrokenAccountRule(undefined)).toBe('unknown-user');
  expect(findBrokenAccountRule(refused)).toBe('user-not-activated');
  expect(findBrokenAccountRule({ ...refused, activated: true })).toBe('user-disabled');
  expect(findBrokenAccountRule({ activated: true, disabled: false })).toBeUndefined();
});
