import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfiguration } from '../../cdk/configuration.ts';
import { toIssuerVariables } from '../../cdk/issuer-variables.ts';
import { parseIssuers } from '../../functions/authorizer/config.ts';
import { findProperties, synthesize } from './synthesize.ts';
import { REQUIRED_CONTEXT } from './variants.ts';

const A = { issuer: 'https://a.example', audiences: ['a'], users: 'linked' };
const B = { issuer: 'https://b.example', audiences: 'b', users: 'id', userClaim: 'uid' };

const issuersOf = (context: Record<string, unknown>) => parseConfiguration(context).issuers;
const ofShortForm = (context: Record<string, unknown>) => issuersOf({ ...REQUIRED_CONTEXT, ...context });
const ofList = (...issuers: unknown[]) => issuersOf({ issuers });

describe('the short form of one issuer', () => {
  test('takes several audiences, separated by commas or as a list', () => {
    for (const audience of ['a,b c', 'a, b c', '["a","b c"]', ['a', 'b c']]) {
      expect(ofShortForm({ audience })[0]?.audiences).toEqual(['a', 'b c']);
    }
  });

  test('links its users by their subject', () => {
    const [issuer] = ofShortForm({ users: 'linked' });
    const jwksUri = 'https://login.example.com/.well-known/jwks.json';
    expect(issuer).toMatchObject({ users: 'linked', userClaim: 'sub', jwksUri });
  });

  test('need not be a URL if it says where its keys are', () => {
    const jwksUri = 'https://login.example.com/keys';
    expect(ofShortForm({ issuer: 'acme.com', jwksUri })).toMatchObject([{ issuer: 'acme.com', jwksUri }]);
    expect(() => ofShortForm({ issuer: 'acme.com' })).toThrow(
      'issuer must be a URL, unless jwksUri is given. Example: -c issuer=https://login.example.com',
    );
  });

  test.each([
    ['a linked user by a claim of ids', { users: 'linked', userIdClaim: 'uid' }, /userIdClaim is the claim/],
    ['a claim that users choose', { userIdClaim: 'email' }, /userIdClaim must be a claim that users cannot choose/],
    ['everybody of GitLab.com', { issuer: 'https://gitlab.com' }, /issuer is a public issuer: its user ids/],
    ['an empty audience', { audience: 'a,,b' }, /audience is empty/],
    ['no audience', { audience: '[]' }, /audience is empty/],
    ['more than fits', { audience: 'x'.repeat(3600) }, /audience makes 3\d{3} bytes .+ room for 3584/],
    ['a third kind of users', { users: 'all' }, /users must be id or linked, not "all". Example: -c users=linked/],
    ['an issuer beside the list', { issuers: [A] }, /issuer belongs in an entry of issuers/],
  ])('refuses %s', (_, context, sentence) => {
    expect(() => ofShortForm(context)).toThrow(sentence);
  });
});

describe('the list of issuers', () => {
  test('is read from cdk.json and from the command line, and completed', () => {
    const expected = [
      { issuer: 'https://a.example', audiences: ['a'], users: 'linked', userClaim: 'sub' },
      { issuer: 'https://b.example', audiences: ['b'], users: 'id', userClaim: 'uid' },
    ];
    expect(ofList(A, B)).toEqual(expected);
    expect(issuersOf({ issuers: JSON.stringify([A, B]) })).toEqual(expected);
  });

  test('keeps what an entry has', () => {
    const entry = {
      ...A,
      clientIds: ['c'],
      jwksUri: 'https://a.example/keys',
      userClaim: 'oid',
      require: { tid: ['t'], scope: ['s1', 's2'] },
      tokensValidFrom: '2026-11-26T12:00:00Z',
    };
    expect(ofList(entry)).toEqual([entry]);
    expect(ofList({ ...entry, require: { tid: 't', scope: ['s1', 's2'] } })).toEqual([entry]);
    expect(ofList({ ...entry, issuer: 'acme.com' })).toMatchObject([{ issuer: 'acme.com' }]);
  });

  test('is none if that is said', () => {
    expect(issuersOf({ issuers: 'none' })).toEqual([]);
    expect(issuersOf({ issuers: [] })).toEqual([]);
  });

  test('must not be forgotten', () => {
    expect(() => issuersOf({})).toThrow(/issuer is missing.+\n.+audience is missing/);
    expect(() => issuersOf({ audience: 'a' })).toThrow(/issuer is missing\. Example: -c issuer=https/);
  });

  const require = { hd: ['example.com'] };
  test.each<[string, unknown[], RegExp]>([
    ['the same issuer twice', [A, B, { ...A, audiences: ['c'] }], /issuers has https:\/\/a\.example twice/],
    ['http in prod', [{ ...A, issuer: 'http://a.example' }], /issuers \(entry 1, issuer\) must be https/],
    ['keys by http in prod', [A, { ...B, jwksUri: 'http://b.example' }], /issuers \(entry 2, jwksUri\) must be https/],
    [
      'a name that is no URL, without keys',
      [{ ...A, issuer: 'acme.com' }],
      /\(entry 1, issuer\) must be a URL, unless/,
    ],
    ['a URL of another protocol', [{ ...A, issuer: 'ftp://a.example' }], /\(entry 1, issuer\) must be a URL/],
    ['no audience', [{ ...A, audiences: [] }], /issuers \(entry 1, audiences\) is empty/],
    ['no users', [{ ...A, users: undefined }], /issuers \(entry 1, users\) must be id or linked/],
    ['an unknown name', [{ ...A, audience: 'a' }], /issuers \(entry 1\) has no name audience/],
    ['a required claim of no values', [{ ...A, require: { tid: [] } }], /\(entry 1, require, tid\) is empty/],
    [
      'a required claim that is true',
      [{ ...A, require: { a: true } }],
      /\(entry 1, require, a\) must be a string or a list/,
    ],
    ['a time that is none', [{ ...A, tokensValidFrom: 'now' }], /\(entry 1, tokensValidFrom\) must be a time in UTC/],
    ['a text as an entry', ['https://a.example'], /issuers \(entry 1\) must be an object/],
    ...['email', 'preferred_username', 'upn', 'name', 'nickname'].map((userClaim): [string, unknown[], RegExp] => [
      `the claim ${userClaim}, which users choose`,
      [{ ...A, userClaim }],
      /issuers \(entry 1, userClaim\) must be a claim that users cannot choose/,
    ]),
    ...[
      'https://gitlab.com',
      'https://token.actions.githubusercontent.com',
      'https://accounts.google.com',
      'accounts.google.com',
    ].flatMap((issuer): [string, unknown[], RegExp][] => [
      [
        `the ids of ${issuer}`,
        [{ ...A, issuer, require, users: 'id', jwksUri: 'https://a.example' }],
        /issuers \(entry 1, issuer\) is a public issuer: its user ids are not yours/,
      ],
      [
        `all tokens of ${issuer}`,
        [{ ...A, issuer, jwksUri: 'https://a.example' }],
        /issuers \(entry 1, issuer\) is a public issuer: use .+ with require/,
      ],
    ]),
    ['more than fits', [{ ...A, audiences: ['x'.repeat(3500)] }], /issuers makes 3591 bytes .+ room for 3584/],
  ])('refuses %s with a sentence', (_, issuers, sentence) => {
    expect(() => ofList(...issuers)).toThrow(sentence);
    expect(() => ofList(...issuers)).toThrow(/Example: -c 'issuers=\[\{"issuer"/);
  });

  test('takes http in dev, and a shared issuer whose tokens are told apart', () => {
    const issuers = [{ ...A, issuer: 'http://localhost:4444', jwksUri: 'http://localhost:4444/keys' }];
    expect(issuersOf({ issuers, environment: 'dev' })).toHaveLength(1);
    expect(ofList({ ...A, issuer: 'https://accounts.google.com', require })).toHaveLength(1);
  });

  test.each(['some', '{"issuer"', '{}', 'null', '7', 7, 'https://a.example'])('is not %j', (issuers) => {
    expect(() => issuersOf({ issuers })).toThrow(/issuers must be a list, or none/);
  });
});

describe('the stack', () => {
  test('gives the authorizer its list, and says it in an output', () => {
    const issuers = JSON.stringify([A, B]);
    const template = synthesize({ issuer: undefined, audience: undefined, issuers });
    const [{ Environment }] = findProperties(template, 'AWS::Lambda::Function').filter(
      ({ Description }) => Description === 'Turns the credential of a request into a principal',
    );
    expect(parseIssuers(Environment.Variables)).toEqual(ofList(A, B));
    expect(Environment.Variables).not.toHaveProperty('ISSUER');
    expect(JSON.parse(template.findOutputs('Issuers')['Issuers']?.['Value'])).toEqual(ofList(A, B));
  });

  test('gives the authorizer the variables of version 1 where they say everything', () => {
    const variables = toIssuerVariables(ofShortForm({}));
    expect(variables).toMatchObject({ ISSUER: 'https://login.example.com', USER_ID_CLAIM: 'sub' });
    expect(parseIssuers(variables)).toEqual(ofShortForm({}));
    for (const context of [{ users: 'linked' }, { audience: 'a,b' }]) {
      const list = toIssuerVariables(ofShortForm(context));
      expect(Object.keys(list)).toEqual(['ISSUERS']);
      expect(parseIssuers(list)).toEqual(ofShortForm(context));
    }
  });

  test.each([[], [B], [A, B], [{ ...A, tokensValidFrom: '2026-11-26T12:00:00Z', jwksUri: 'https://a.example/keys' }]])(
    'loses nothing of a list',
    (...issuers) => {
      expect(parseIssuers(toIssuerVariables(ofList(...issuers)))).toEqual(ofList(...issuers));
    },
  );
});

describe('lib/auth/ISSUERS.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../lib/auth/ISSUERS.md'), 'utf8');
  const entries = [...text.matchAll(/`(\{"issuer".*?\})`/g)].map(([, entry = '']) => entry);

  test('has an entry for each provider', () => {
    expect(entries.length).toBeGreaterThanOrEqual((text.match(/^### /gm) ?? []).length);
  });

  test.each(entries)('%s is accepted', (entry) => {
    expect(issuersOf({ issuers: `[${entry}]` })).toHaveLength(1);
  });
});
