import { beforeAll, describe, expect, test } from 'vitest';
import { resolveUser } from '../../../lib/auth/authenticate.ts';
import { explainToken } from '../../../lib/auth/explain-token.ts';
import { TOKEN_RULES } from '../../../lib/auth/refusal.ts';
import { trustIssuers } from '../../../lib/auth/trust-issuers.ts';
import { createTestIssuer } from '../../support/tokens.ts';
import { buildIssuer, byName, trustIssuer } from '../../support/trusted-issuers.ts';

const NOW = 1_800_000_000;
const IDENTITY = { issuer: 'https://login.example.com', claim: 'sub', value: 'ada' };

let issuer: Awaited<ReturnType<typeof createTestIssuer>>;
beforeAll(async () => {
  issuer = await createTestIssuer();
});

const accounts = {
  7: { activated: true },
  8: { activated: false },
  9: { activated: true, disabled: true },
  10: { activated: true, tokensValidFrom: new Date((NOW - 10) * 1000).toISOString() },
} as const;
const users = {
  readUserAccount: async (id: number) => Object.entries(accounts).find(([key]) => key === String(id))?.[1],
  readLinkedUser: async ({ value }: { value: string }) => (value === 'ada' ? 7 : undefined),
};

describe('whom a verified token lets in', () => {
  test.each([
    [{ userId: 7 }, 7],
    [{ identity: IDENTITY }, 7],
    [{ identity: { ...IDENTITY, value: 'eve' } }, 'not-linked'],
    [{ userId: 6 }, 'unknown-user'],
    [{ userId: 8 }, 'user-not-activated'],
    [{ userId: 9 }, 'user-disabled'],
    [{ userId: 10 }, 'user-tokens-valid-from'],
  ])('%j: %s', async (claimed, expected) => {
    expect(await resolveUser(claimed, NOW - 10, users)).toBe(expected);
  });

  test('is read again for each, and their account only when it is theirs', async () => {
    expect(await resolveUser({ userId: 10 }, NOW - 9, users)).toBe(10);
  });
});

describe('the explanation of a token', () => {
  const explain = async (claims: object, header = {}) => {
    const good = { iss: 'https://login.example.com', aud: 'organizations', sub: 'ada', iat: NOW - 10, exp: NOW + 600 };
    const token = await issuer.sign({ ...good, ...claims }, header);
    return explainToken(token, byName(trustIssuer([issuer.jwk], { users: 'linked' })), users, NOW * 1000);
  };
  const outcomesOf = ({ rules }: Awaited<ReturnType<typeof explain>>) =>
    Object.fromEntries(rules.map(({ rule, outcome }) => [rule, outcome]));

  test('has every rule in its order, and the user', async () => {
    const explanation = await explain({});
    expect(explanation.userId).toBe(7);
    expect(explanation.issuer?.issuer).toBe('https://login.example.com');
    expect(explanation.token?.claims['sub']).toBe('ada');
    expect(explanation.rules).toEqual(TOKEN_RULES.map((rule) => ({ rule, outcome: 'passed' })));
  });

  test('checks the claims after the first that failed, and nothing that it cannot', async () => {
    const explanation = await explain({ aud: 'x', sub: '', exp: NOW });
    expect(explanation).not.toHaveProperty('userId');
    expect(outcomesOf(explanation)).toEqual({
      'token-format': 'passed',
      'token-header': 'passed',
      'unknown-issuer': 'passed',
      'no-key': 'passed',
      signature: 'passed',
      times: 'passed',
      audience: 'failed',
      'token-kind': 'passed',
      'required-claims': 'passed',
      'issuer-tokens-valid-from': 'passed',
      'user-claim': 'failed',
      expired: 'failed',
      'not-linked': 'not checked',
      'unknown-user': 'not checked',
      'user-not-activated': 'not checked',
      'user-disabled': 'not checked',
      'user-tokens-valid-from': 'not checked',
    });
  });

  test('of an unknown issuer or key', async () => {
    const unknown = await explain({ iss: 'https://x' });
    expect(unknown).not.toHaveProperty('issuer');
    expect(outcomesOf(unknown)).toMatchObject({ 'unknown-issuer': 'failed', audience: 'not checked' });
    expect(outcomesOf(await explain({}, { kid: 'x' }))).toMatchObject({
      'no-key': 'failed',
      times: 'passed',
      expired: 'passed',
    });
    expect(outcomesOf(await explain({ sub: 'eve' }))).toMatchObject({ expired: 'passed', 'not-linked': 'failed' });
  });

  test('of what cannot be read', async () => {
    const explanation = await explainToken('x', new Map(), users, NOW * 1000);
    expect(explanation).toEqual({ rules: expect.anything() });
    expect(explanation.rules[0]).toEqual({ rule: 'token-format', outcome: 'failed' });
    expect(explanation.rules.slice(1).every(({ outcome }) => outcome === 'not checked')).toBe(true);
  });
});

test('each issuer has keys of its own, found by its name', () => {
  const [one, other] = [buildIssuer(), buildIssuer({ issuer: 'https://other.example.com' })];
  const trusted = trustIssuers([one, other], () => 0);
  expect([...trusted.keys()]).toEqual([one.issuer, other.issuer]);
  expect(trusted.get(one.issuer)).toMatchObject(one);
  expect(trusted.get(one.issuer)?.findKeys).not.toBe(trusted.get(other.issuer)?.findKeys);
});
