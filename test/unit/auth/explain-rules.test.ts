import { describe, expect, test } from 'vitest';
import { conclude, describeOutage, describeUserClaim, explainRules } from '../../../lib/auth/explain-rules.ts';
import type { Explanation } from '../../../lib/auth/explain-token.ts';
import type { Issuer } from '../../../lib/auth/issuer.ts';
import { JwksUnavailableError } from '../../../lib/auth/jwks.ts';
import { TOKEN_RULES, type TokenRule } from '../../../lib/auth/refusal.ts';
import { buildIssuer } from '../../support/trusted-issuers.ts';

const TOKEN = {
  header: { alg: 'ES256', kid: 'key-1' },
  claims: { iss: 'https://x.example', aud: ['y'], sub: 'ada', exp: 7 },
  payload: Buffer.from(''),
} as const;

const refusedBy = (broken: TokenRule, changes: Partial<Explanation> = {}): Explanation => ({
  rules: TOKEN_RULES.map((rule) => ({ rule, outcome: rule === broken ? 'failed' : 'passed' })),
  token: TOKEN,
  issuer: buildIssuer({ users: 'linked' }),
  ...changes,
});
const ofIssuer = (changes: Partial<Issuer>) => ({ issuer: buildIssuer(changes) });

describe('a refused token is concluded with', () => {
  test.each<[TokenRule, string, Partial<Explanation>?]>([
    ['token-format', 'three base64url parts of JSON objects, at most 8 KB'],
    ['token-header', 'an asymmetric alg, a kid, a typ of JWT or at+jwt if there is any, and no crit'],
    ['unknown-issuer', 'an iss that is configured, exactly; its iss is "https://x.example"'],
    ['no-key', 'a usable key of kid "key-1" for ES256 at the issuer'],
    ['signature', 'a signature by one of these keys'],
    ['times', 'exp and iat as numbers, neither iat nor nbf in the future, 30 days apart at most'],
    ['audience', 'aud of "organizations"; or none, with a client_id of none; its aud is ["y"]'],
    [
      'audience',
      'aud of "a" or "b"; or none, with a client_id of "c" or "d"; its aud is ["y"]',
      ofIssuer({ audiences: ['a', 'b'], clientIds: ['c', 'd'] }),
    ],
    ['token-kind', 'neither events (a logout token) nor cnf (bound to a key)'],
    ['required-claims', 'nothing'],
    ['required-claims', 'tid of "t", scope of "r" or "w"', ofIssuer({ require: { tid: ['t'], scope: ['r', 'w'] } })],
    ['issuer-tokens-valid-from', 'an iat after any time'],
    [
      'issuer-tokens-valid-from',
      'an iat after 2026-01-01T00:00:00Z',
      ofIssuer({ tokensValidFrom: '2026-01-01T00:00:00Z' }),
    ],
    ['user-claim', 'sub: a text that is not empty'],
    ['user-claim', 'uid: a positive integer', ofIssuer({ userClaim: 'uid' })],
    ['expired', 'an exp in the future; its exp is 7'],
    [
      'not-linked',
      'an identity that is linked to a user (`users link`); its identity is sub "ada" of https://login.example.com',
    ],
    ['unknown-user', 'a user in the table (`users add`)'],
    ['user-not-activated', 'a user whose account is activated'],
    ['user-disabled', 'a user who is not disabled (`users enable`)'],
    ['user-tokens-valid-from', "an iat after the user's tokensValidFrom"],
  ])('%s: it needs %s', (rule, words, changes) => {
    expect(conclude(refusedBy(rule, changes))).toBe(`The token is refused by the rule ${rule}: it needs ${words}.`);
  });

  test('its first failed rule, of several', () => {
    const rules = TOKEN_RULES.map((rule) => ({ rule, outcome: 'failed' as const }));
    expect(conclude({ rules })).toContain('by the rule token-format:');
  });
});

test('an accepted token is concluded with its user', () => {
  expect(conclude({ ...refusedBy('expired'), userId: 7 })).toBe('The token is accepted: it belongs to user 7.');
});

test('each rule has its outcome and what it expects, also where nothing of the token could be read', () => {
  const rules = explainRules({ rules: refusedBy('token-format').rules });
  expect(rules.map(({ rule }) => rule)).toEqual(TOKEN_RULES);
  expect(rules[0]).toEqual({ rule: 'token-format', outcome: 'failed', expected: expect.stringContaining('8 KB') });
  expect(rules.find(({ rule }) => rule === 'audience')).toEqual({
    rule: 'audience',
    outcome: 'passed',
    expected: 'aud of none; or none, with a client_id of none',
  });
  expect(rules.find(({ rule }) => rule === 'required-claims')?.expected).toBe('nothing');
  const [linked, own] = [buildIssuer({ users: 'linked' }), buildIssuer()].map((issuer) =>
    explainRules({ ...refusedBy('expired'), issuer }).find(({ rule }) => rule === 'not-linked'),
  );
  expect(linked?.expected).toContain('linked to a user');
  expect(own?.expected).toBe('nothing: the claim is the id');
});

test('the claim of a user is named with its issuer', () => {
  const explanation = refusedBy('expired', ofIssuer({ userClaim: 'exp' }));
  expect(describeUserClaim(explanation)).toBe('exp 7 of https://login.example.com');
});

test('an outage is told with its cause', () => {
  const told = 'The token cannot be checked: the issuer is down (the cause).';
  for (const cause of [new Error('the cause'), 'the cause'])
    expect(describeOutage(new JwksUnavailableError('the issuer is down', { cause }))).toBe(told);
});
