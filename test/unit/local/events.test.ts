import { expect, test } from 'vitest';
import { parseRequest } from '../../../functions/list-organizations/event.ts';
import { sampleData } from '../../../lib/local/sample-data.ts';
import authorizerApiKey from '../../events/authorizer/api-key.json' with { type: 'json' };
import authorizerJwt from '../../events/authorizer/jwt.json' with { type: 'json' };
import listApiKey from '../../events/list-organizations/api-key.json' with { type: 'json' };
import listJwt from '../../events/list-organizations/jwt.json' with { type: 'json' };

const { credentials, keys } = sampleData();
const admin = (kind: 'key' | 'jwt') =>
  credentials.find((credential) => credential.kind === kind && credential.as === 'admin');
const key = admin('key');
const user = admin('jwt');
if (key?.kind !== 'key' || user?.kind !== 'jwt') throw new Error('the sample data has no admin');

test('the example events hold the credentials of an admin in the sample data', () => {
  for (const { headers, multiValueHeaders } of [authorizerApiKey, listApiKey]) {
    expect(headers['x-api-key']).toBe(key.value);
    expect(multiValueHeaders['x-api-key']).toEqual([key.value]);
  }
  for (const { headers, multiValueHeaders } of [authorizerJwt, listJwt]) {
    expect(headers['x-jwt-token']).toBe(`<JWT of user ${user.userId}>`);
    expect(multiValueHeaders['x-jwt-token']).toEqual([`<JWT of user ${user.userId}>`]);
  }
});

test('those for the list hold the principal that each credential is of', () => {
  const record = keys.find(({ value }) => value === key.value)?.record;
  expect(parseRequest(listApiKey).principal).toEqual({
    principalKind: 'apiKey',
    keyId: record?.keyId,
    organizationId: record?.organizationId,
    role: record?.role,
  });
  expect(parseRequest(listJwt).principal).toEqual({ principalKind: 'user', userId: user.userId });
});
