/** The wiring of the functions that answer requests: what a failure is counted as, and who is asked. */
import type { Context } from 'aws-lambda';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { encodeApiKey, encodeOrganization } from '../../../lib/table/encode.ts';
import { API_KEY, buildApiKey, buildOrganization } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import { tableError } from '../../support/table-proxy.ts';

const { proxy, table } = await startProxiedTable();
const ENVIRONMENT = {
  ...{ TABLE_NAME: table.name, METRICS_NAMESPACE: 'Tests', RECORD_KEY_USE: 'false', TIME_LIMIT_FACTOR: '10' },
  ...{ ISSUER: 'https://i.example', AUDIENCE: 'a', JWKS_URI: 'https://i.example/keys', USER_ID_CLAIM: 'sub' },
  ...{ ALLOWED_ORIGINS: 'https://a.example', RESPONSE_MODE: 'buffered' },
};
for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
afterAll(() => void vi.unstubAllEnvs());
const { handler: authorize } = await import('../../../functions/authorizer/handler.ts');
const { handler: list } = await import('../../../functions/list-organizations/handler.ts');

const lines: string[] = [];
/** Powertools has a console of its own. */
for (const stream of [process.stdout, process.stderr]) {
  vi.spyOn(stream, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
}

/** The metrics that were written, with their dimensions. */
const metrics = (): object[] =>
  lines.flatMap((line) => {
    if (!line.includes('"_aws"')) return [];
    const { _aws: _, ...metric } = JSON.parse(line);
    return [metric];
  });

const CONTEXT = { getRemainingTimeInMillis: () => 100_000 };
const contextOf = () => CONTEXT as Context; // they ask for nothing else

const ITEMS = [encodeApiKey(buildApiKey()), encodeOrganization(buildOrganization())];

beforeEach(() => {
  lines.length = 0;
  proxy.react = answerFrom(ITEMS);
});

describe('the authorizer', () => {
  const event = { methodArn: 'arn', multiValueHeaders: { 'x-api-key': [API_KEY] } };

  test('lets a key in, and writes nothing where it is told to write nothing', async () => {
    expect(await authorize(event, contextOf())).toMatchObject({ principalId: 'key:7/500' });
    expect(proxy.requests.map(({ operation }) => operation)).toEqual(['GetItem']);
  });

  test.each([
    ['table-unavailable', 'ThrottlingException'],
    ['table-refused', 'AccessDeniedException'],
  ])('throws in an outage, which is counted by its kind: %s', async (kind, type) => {
    proxy.react = () => tableError(type, 400);
    await expect(authorize(event, contextOf())).rejects.toThrow();
    expect(metrics()).toMatchObject([{ service: 'authorizer', FailedAuthentications: 1, kind }]);
  });
});

describe('the list', () => {
  const authorizer = {
    principalKind: 'apiKey',
    keyId: '500',
    organizationId: '7',
    role: 'admin',
    principalId: 'key:7/500',
  };
  const event = (parameters: object) => ({
    ...parameters,
    headers: { origin: 'https://a.example' },
    requestContext: { authorizer },
  });

  test('answers a bad parameter with 400, which is no failure of ours', async () => {
    const answer = await list(event({ queryStringParameters: { projects: 'maybe' } }), contextOf());
    expect(answer).toMatchObject({ statusCode: 400, headers: { 'access-control-allow-origin': 'https://a.example' } });
    expect(metrics()).toEqual([]);
  });

  test.each([
    [503, 'table-unavailable', 'ThrottlingException'],
    [500, 'table-refused', 'AccessDeniedException'],
  ])('answers an outage with %i, which is counted by its kind: %s', async (statusCode, kind, type) => {
    proxy.react = () => tableError(type, 400);
    expect(await list(event({}), contextOf())).toMatchObject({ statusCode });
    expect(metrics()).toMatchObject([{ service: 'list-organizations', FailedRequests: 1, kind }]);
  });

  test('answers with the organization of the key', async () => {
    const answer = await list(event({}), contextOf());
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(JSON.parse(Object(answer).body)).toMatchObject({ organizations: [{ id: 7 }], success: true });
  });
});
