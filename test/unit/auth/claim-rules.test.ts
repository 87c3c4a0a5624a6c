import { describe, expect, test } from 'vitest';
import { CLAIM_RULES, claimedUser, MAX_LIFETIME_SECONDS } from '../../../lib/auth/claim-rules.ts';
import type { Issuer } from '../../../lib/auth/issuer.ts';
import { buildIssuer } from '../../support/trusted-issuers.ts';

const NOW = 1_800_000_000;
const GOOD = { aud: 'organizations', sub: '42', iat: NOW - 10, exp: NOW + 3600 };

const tokenOf = (payload: string) => ({ claims: JSON.parse(payload), payload: Buffer.from(payload) });

/** The rules that a token breaks. */
const broken = (changes: object, issuer: Partial<Issuer> = {}) => {
  const token = tokenOf(JSON.stringify({ ...GOOD, ...changes }));
  return CLAIM_RULES.filter(([, holds]) => !holds(token, buildIssuer(issuer), NOW)).map(([rule]) => rule);
};

test('a good token breaks none', () => {
  expect(broken({})).toEqual([]);
});

test('one that has nothing breaks all that ask for something', () => {
  const nothing = { aud: undefined, sub: undefined, iat: undefined, exp: undefined };
  const issuer = { require: { tid: ['1'] }, tokensValidFrom: '2020-01-01T00:00:00Z' };
  const asking = ['times', 'audience', 'required-claims', 'issuer-tokens-valid-from', 'user-claim', 'expired'];
  expect(broken(nothing, issuer)).toEqual(asking);
});

describe('times', () => {
  test.each([
    [{ iat: NOW + 60 }, true],
    [{ iat: NOW + 61 }, false],
    [{ nbf: NOW + 60 }, true],
    [{ nbf: NOW + 61 }, false],
    [{ nbf: null }, false],
    [{ iat: NOW, exp: NOW + MAX_LIFETIME_SECONDS }, true],
    [{ iat: NOW, exp: NOW + MAX_LIFETIME_SECONDS + 1 }, false],
  ])('%j: %s', (changes, holds) => {
    expect(broken(changes)).toEqual(holds ? [] : ['times']);
  });
});

describe('the audience', () => {
  const cognito = { audiences: ['a', 'b'], clientIds: ['c', 'd'] };
  test.each([
    [{ aud: 'a' }, true],
    [{ aud: 'b' }, true],
    [{ aud: ['x', 'b'] }, true],
    [{ aud: 'A' }, false],
    [{ aud: 'a b' }, false],
    [{ aud: ['x'] }, false],
    [{ aud: [] }, false],
    [{ aud: [['a']] }, false],
    [{ aud: { a: 'a' } }, false],
    [{ aud: null, client_id: 'c' }, false],
    [{ aud: '', client_id: 'c' }, false],
    [{ aud: 'x', client_id: 'c' }, false],
    [{ aud: 'c' }, false],
    [{ aud: undefined, client_id: 'c' }, true],
    [{ aud: undefined, client_id: 'd' }, true],
    [{ aud: undefined, client_id: 'x' }, false],
    [{ aud: undefined, client_id: 'a' }, false],
    [{ aud: undefined, client_id: ['c'] }, false],
    [{ aud: undefined, azp: 'c' }, false],
    [{ aud: undefined }, false],
  ])('%j: %s', (changes, holds) => {
    expect(broken(changes, cognito)).toEqual(holds ? [] : ['audience']);
  });

  test('of no client ids is never a client', () => {
    expect(broken({ aud: undefined, client_id: 'organizations' })).toEqual(['audience']);
    expect(broken({ aud: undefined, client_id: 'undefined' })).toEqual(['audience']);
  });
});

test.each([{ events: {} }, { events: null }, { cnf: { jkt: 'x' } }, { cnf: null }])(
  'a logout token or one bound to a key is of another kind: %j',
  (changes) => {
    expect(broken(changes)).toEqual(['token-kind']);
  },
);

describe('required claims', () => {
  const issuer = { require: { tid: ['t1', 't2'], scope: ['orgs.read'], scp: ['a b'], groups: ['g'], toString: ['x'] } };
  const claims = { tid: 't2', scope: 'openid orgs.read', scp: ['a b'], groups: ['f', 'g'], toString: 'x' };
  test('hold by an equal text, an array that has one, or a scope among others', () => {
    expect(broken(claims, issuer)).toEqual([]);
    expect(broken({ ...claims, tid: ['t1'], scope: ['orgs.read'], groups: 'g' }, issuer)).toEqual([]);
  });

  test.each<object>([
    { tid: undefined },
    { tid: 't3' },
    { tid: 't1 t2' },
    { tid: '' },
    { tid: 1 },
    { tid: true },
    { tid: { t1: 't1' } },
    { tid: [['t1']] },
    { tid: null },
    { scope: 'orgs.read.all' },
    { scope: 'orgs.reader openid' },
    { scope: '' },
    { scp: 'a b' },
    { groups: 'f g' },
    { groups: [] },
    { toString: undefined },
  ])('are broken by %j', (changes) => {
    expect(broken({ ...claims, ...changes }, issuer)).toEqual(['required-claims']);
  });

  test('split no other claim at its spaces', () => {
    expect(broken({ roles: 'a b' }, { require: { roles: ['a'] } })).toEqual(['required-claims']);
    expect(broken({ scp: 'a b' }, { require: { scp: ['b'] } })).toEqual([]);
  });
});

test('an issuer whose tokens were all refused has good ones again from the next second', () => {
  const tokensValidFrom = new Date((NOW - 10) * 1000).toISOString();
  expect(broken({}, { tokensValidFrom })).toEqual(['issuer-tokens-valid-from']);
  expect(broken({ iat: NOW - 9 }, { tokensValidFrom })).toEqual([]);
});

test('a token has expired at the second that it names', () => {
  expect(broken({ exp: NOW })).toEqual(['expired']);
  expect(broken({ exp: NOW + 1 })).toEqual([]);
});

describe('the user', () => {
  const userOf = (sub: string, changes: Partial<Issuer> = {}) =>
    claimedUser(tokenOf(`{"a":{"sub":7},"sub":${sub},"b":[{"sub":8}]}`), buildIssuer(changes));

  test.each([
    ['"42"', 42],
    ['42', 42],
    ['42.0', 42],
    ['4.2e1', 42],
    ['420e-1', 42],
    ['4200e-2', 42],
    ['0.0042e4', 42],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['"9007199254740991"', Number.MAX_SAFE_INTEGER],
  ])('%s is one, by the text', (sub, userId) => {
    expect(userOf(sub)).toEqual({ userId });
  });

  test.each([
    '4.99999999999999999999',
    '5.0000000000000000001',
    '9007199254740990.9999',
    '9007199254740992',
    '9007199254740993',
    '"9007199254740992"',
    '0',
    '-42',
    '-0.0',
    '0.5',
    '1e400',
    '"4e1"',
    '"42.0"',
    '"042"',
    'true',
    'null',
    '[42]',
  ])('%s is none', (sub) => {
    expect(userOf(sub)).toBeUndefined();
  });

  test('that is linked is whom the issuer, the claim and its text name', () => {
    const linked = { users: 'linked', userClaim: 'oid' } as const;
    const token = tokenOf('{"oid":" Zoë ","sub":"42"}');
    const identity = { issuer: 'https://login.example.com', claim: 'oid', value: ' Zoë ' };
    expect(claimedUser(token, buildIssuer(linked))).toEqual({ identity });
    for (const sub of ['""', '42', 'true', 'null', '["42"]', '{"a":1}'])
      expect(userOf(sub, { users: 'linked' })).toBeUndefined();
    for (const userClaim of ['oid', 'toString', '__proto__'])
      expect(userOf('"a"', { users: 'linked', userClaim })).toBeUndefined();
  });
});
