import { beforeAll, describe, expect, test, vi } from 'vitest';
import { authorize } from '../../../functions/authorizer/authorizer.ts';
import type { Authentication } from '../../../lib/auth/authenticate.ts';
import { fromAuthorizerContext, toAuthorizerContext } from '../../../lib/auth/principal.ts';
import { hashApiKey } from '../../../lib/contract/api-key.ts';
import { DENIAL_TEXT } from '../../../lib/contract/errors.ts';
import { API_KEY, buildApiKey, NOW } from '../../support/build-records.ts';
import { createTestIssuer } from '../../support/tokens.ts';
import { byName, trustIssuer } from '../../support/trusted-issuers.ts';

const METHOD_ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abc/v1/GET/api/organizations';
const { hash: _, ...apiKey } = buildApiKey({ keyId: 3, organizationId: 12, role: 'member' });
const ISSUER = { issuer: 'https://i.example.com', audiences: ['a'] };
const account = { activated: true };
const telemetry = { info: vi.fn(), error: vi.fn(), count: vi.fn() };

let token: string;
let authentication: Authentication;
beforeAll(async () => {
  const issuer = await createTestIssuer();
  const now = NOW / 1000;
  token = await issuer.sign({ iss: 'https://i.example.com', aud: 'a', sub: '42', iat: now - 60, exp: now + 60 });
  authentication = {
    readApiKey: async (hash) => (hash === hashApiKey(API_KEY) ? apiKey : undefined),
    readUserAccount: async (userId) => (userId === 42 ? account : undefined),
    readLinkedUser: async ({ value }) => (value === '42' ? 42 : undefined),
    issuers: byName(trustIssuer([issuer.jwk], ISSUER)),
    now: () => NOW,
  };
});

const ask = (event: object, changes: Partial<Authentication> = {}) =>
  authorize({ methodArn: METHOD_ARN, ...event }, { ...authentication, ...changes }, telemetry);
const askWithToken = (changes: Partial<Authentication>) => ask({ headers: { 'x-jwt-token': token } }, changes);

describe('the authorizer', () => {
  test('lets a key in as a principal, for the one method that was asked for', async () => {
    expect(await ask({ multiValueHeaders: { 'X-Api-Key': [API_KEY] } })).toEqual({
      principalId: 'key:12/3',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: METHOD_ARN }],
      },
      context: { principalKind: 'apiKey', keyId: '3', organizationId: '12', role: 'member' },
    });
  });

  test('lets a user in whose account is activated', async () => {
    const { principalId, context } = await askWithToken({});
    expect(principalId).toBe('user:42');
    expect(context).toEqual({ principalKind: 'user', userId: '42' });
  });

  test('reads the headers of callers that send no multiValueHeaders', async () => {
    expect((await ask({ headers: { 'x-api-key': API_KEY }, multiValueHeaders: null })).principalId).toBe('key:12/3');
  });

  test('counts each denial by its reason, and logs the rule that no answer tells', async () => {
    telemetry.count.mockClear();
    telemetry.info.mockClear();
    const requestContext = { requestId: 'r' };
    await ask({ headers: { 'x-api-key': 'ei_' }, requestContext });
    await ask({ headers: { 'x-jwt-token': 'x' }, requestContext });
    await ask({ headers: { 'x-api-key': API_KEY }, requestContext });
    expect(telemetry.count.mock.calls).toEqual([
      ['Denials', 1, { reason: 'invalidApiKey' }],
      ['Denials', 1, { reason: 'invalidToken' }],
    ]);
    const fields = { requestId: 'r', durationMs: 0 };
    expect(telemetry.info.mock.calls).toEqual([
      ['denied', { ...fields, denial: 'invalidApiKey', rule: 'key-format' }],
      ['denied', { ...fields, denial: 'invalidToken', rule: 'token-format' }],
      ['allowed', { ...fields, principal: 'key:12/3' }],
    ]);
  });

  test('denies with a text and nothing else', async () => {
    expect(await ask({ headers: null })).toEqual({
      principalId: 'nobody',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: METHOD_ARN }],
      },
      context: { denial: DENIAL_TEXT.noCredential },
    });
  });

  test.each<[string, Partial<Authentication>]>([
    ['is unknown', { readUserAccount: async () => undefined }],
    ['is not activated', { readUserAccount: async () => ({ activated: false }) }],
    ['is disabled', { readUserAccount: async () => ({ ...account, disabled: true }) }],
    [
      'had their tokens revoked since, to the second',
      { readUserAccount: async () => ({ ...account, tokensValidFrom: new Date(NOW - 60_000).toISOString() }) },
    ],
  ])('denies a user who %s', async (_, changes) => {
    expect((await askWithToken(changes)).context).toEqual({ denial: DENIAL_TEXT.invalidToken });
  });

  test('lets a user in whose token was issued after the last revocation', async () => {
    const tokensValidFrom = new Date(NOW - 60_001).toISOString();
    const decision = await askWithToken({ readUserAccount: async () => ({ ...account, tokensValidFrom }) });
    expect(decision.principalId).toBe('user:42');
  });

  test('tells of a token that has expired or is invalid without reading its user', async () => {
    const readUserAccount = vi.fn();
    const later = await askWithToken({ readUserAccount, now: () => NOW + 60_000 });
    expect(later.context).toEqual({ denial: DENIAL_TEXT.expiredToken });
    const invalid = await ask({ headers: { 'x-jwt-token': 'x' } }, { readUserAccount });
    expect(invalid.context).toEqual({ denial: DENIAL_TEXT.invalidToken });
    expect(readUserAccount).not.toHaveBeenCalled();
  });

  test('throws when it cannot decide', async () => {
    const outage = new Error('outage');
    const fail = () => Promise.reject(outage);
    await expect(askWithToken({ readUserAccount: fail })).rejects.toBe(outage);
    await expect(ask({ headers: { 'x-api-key': API_KEY } }, { readApiKey: fail })).rejects.toBe(outage);
    await expect(authorize({}, authentication, telemetry)).rejects.toThrow('methodArn');
  });
});

describe('a principal', () => {
  test.each([
    { principalKind: 'user', userId: 42 },
    { principalKind: 'user', userId: Number.MAX_SAFE_INTEGER },
    { principalKind: 'apiKey', keyId: 0, organizationId: 12, role: 'admin' },
  ] as const)('survives the way through the context: %j', (principal) => {
    const context = { ...toAuthorizerContext(principal), integrationLatency: '7' };
    expect(fromAuthorizerContext(JSON.parse(JSON.stringify(context)))).toEqual(principal);
  });

  test.each([
    undefined,
    null,
    {},
    { userId: '42' },
    { principalKind: 'user' },
    { principalKind: 'user', userId: 42 },
    { principalKind: 'user', userId: '' },
    { principalKind: 'user', userId: '042' },
    { principalKind: 'user', userId: '9007199254740993' },
    { principalKind: 'admin', userId: '42' },
    { principalKind: 'apiKey', keyId: '1', organizationId: '2', role: 'guest' },
    { principalKind: 'apiKey', keyId: '1', role: 'admin' },
  ])('is never read out of %j', (context) => {
    expect(() => fromAuthorizerContext(context)).toThrow();
  });
});

test('a denial’s text can stand in a template that escapes nothing', () => {
  for (const text of Object.values(DENIAL_TEXT)) expect(JSON.stringify(text)).toBe(`"${text}"`);
});
