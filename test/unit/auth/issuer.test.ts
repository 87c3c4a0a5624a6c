import { expect, test } from 'vitest';
import { createIssuersSchema } from '../../../lib/auth/issuer.ts';
import { buildIssuer } from '../../support/trusted-issuers.ts';

const isValid = (issuers: unknown) => createIssuersSchema().safeParse(issuers).success;

const ISSUER = {
  ...buildIssuer({ users: 'linked' }),
  clientIds: ['c'],
  jwksUri: 'https://login.example.com/keys',
  require: { tid: ['t'] },
  tokensValidFrom: '2026-01-01T00:00:00Z',
};

test('a list of issuers is kept as it is, with each option or without', () => {
  const issuers = [ISSUER, buildIssuer(), buildIssuer({ issuer: 'acme.com' })];
  expect(createIssuersSchema().parse(issuers)).toEqual(issuers);
  expect(isValid([])).toBe(true);
});

test.each<object>([
  { issuer: '' },
  { issuer: undefined },
  { audiences: [] },
  { audiences: [''] },
  { audiences: 'a' },
  { clientIds: [] },
  { clientIds: undefined },
  { jwksUri: 'keys' },
  { userClaim: '' },
  { users: 'all' },
  { users: '' },
  { require: { tid: [] } },
  { require: { '': ['t'] } },
  { require: { tid: 't' } },
  { tokensValidFrom: 'now' },
  { later: 'option' },
])('an entry with %j is refused', (changes) => {
  expect(isValid([{ ...ISSUER, ...changes }])).toBe(false);
});

test.each([ISSUER, null, 'none', [null]])('%j is no list of issuers', (issuers) => {
  expect(isValid(issuers)).toBe(false);
});
