import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashApiKey } from '../../lib/contract/api-key.ts';
import { encodeApiKey, encodeUser } from '../../lib/table/encode.ts';
import { API_KEY, buildApiKey, buildUser } from '../support/build-records.ts';
import { expectUnavailable, type LocalApi, PRODUCTION_LIMITS, startLocalApi } from '../support/local-api.ts';
import type { Reaction } from '../support/reaction.ts';
import { tableError } from '../support/table-proxy.ts';
import { createTenants, expectIds } from '../support/tenants.ts';
import { expectWithin } from '../support/time-limit.ts';

let api: LocalApi;
const tenants = createTenants(() => api);

const start = async (environment?: Record<string, string>) => {
  api = await startLocalApi(environment && { Authorizer: environment }, PRODUCTION_LIMITS);
  await tenants.put(34);
};
/** Both kinds of credential need the table. */
const calls = () => [() => tenants.withClaims({ sub: '34' }), () => tenants.withKey(API_KEY)];
const expectOutage = async () => {
  for (const call of calls()) {
    const response = await expectWithin(3000, call, () => api.call());
    expectUnavailable(response);
    expect(response.body).not.toMatch(/at |node|aws|dynamo|table/i);
  }
};
const linesWith = (text: string) => api.lines.filter((line) => line.includes(text));

describe('a fault of the table under the authorizer', () => {
  beforeAll(async () => {
    await start();
    await api.put(encodeApiKey({ ...buildApiKey({ organizationId: 34 }), hash: hashApiKey(API_KEY) }));
  });
  beforeEach(() => {
    api.authorizerTable.reset();
    api.lines.length = 0;
  });
  afterAll(async () => {
    api.authorizerTable.reset();
    for (const call of calls()) expectIds(await call(), [34]);
    await api.close();
  });

  test.each<[string, string, Reaction]>([
    ['F34', '500', tableError('InternalServerError', 500)],
    ['F34', '503', { status: 503, body: 'Service Unavailable' }],
    ['F34', 'a refused connection', 'reset'],
    ['F34', 'a hang', 'hang'],
    ['F34', 'a stall', 'stall'],
    ['F34', 'a cut answer', 'cut'],
    ['F34', 'an empty body', { status: 200, body: '' }],
    ['F34', 'an empty object', { status: 200, body: '{}' }],
    ['F34', 'HTML', { status: 200, body: '<html></html>' }],
    ['F35', 'throttling', tableError('ThrottlingException', 400)],
    ['F35', 'the end of the provisioned throughput', tableError('ProvisionedThroughputExceededException', 400)],
    ['F35', 'the end of the request limit', tableError('RequestLimitExceeded', 400)],
  ])('%s %s is an outage, never a denial', async (_, __, reaction) => {
    api.authorizerTable.react = () => reaction;
    await expectOutage();
    expect(linesWith('"FailedAuthentications":1')).toHaveLength(2);
  });

  test.each(['AccessDeniedException', 'ResourceNotFoundException'])(
    'F45 %s is an outage that is counted',
    async (type) => {
      api.authorizerTable.react = () => tableError(type, 400);
      await expectOutage();
      expect(linesWith('"FailedAuthentications":1')).toHaveLength(2);
      expect(linesWith('table-refused').length + linesWith('TableRefusedError').length).toBeGreaterThan(0);
    },
  );

  test('F40 two errors and then an answer let the caller in', async () => {
    api.authorizerTable.react = ({ operation }, count) =>
      operation === 'GetItem' && count % 3 < 2 ? tableError('InternalServerError', 500) : 'pass';
    for (const call of calls()) expectIds(await call(), [34]);
    expect(api.authorizerTable.requests.filter(({ operation }) => operation === 'GetItem')).toHaveLength(6);
  });

  test('F44 a broken key or user is an outage that is named in the log, not a denial', async () => {
    const key = encodeApiKey({ ...buildApiKey({ organizationId: 34 }), hash: hashApiKey(API_KEY) });
    const user = encodeUser(buildUser({ id: 34 }));
    await api.put({ ...key, organizationId: { S: 'F44canary' } }, { ...user, activated: { S: 'F44canary' } });
    await expectOutage();
    await api.put(key, user);
    const errors = linesWith('"level":"ERROR"');
    expect(errors.map((line) => /(USER#0000000000000034\/USER|KEY#\w+\/KEY) is broken/.exec(line)?.[1])).toEqual([
      'USER#0000000000000034/USER',
      `KEY#${hashApiKey(API_KEY)}/KEY`,
    ]);
    expect(linesWith('F44canary')).toEqual([]);
  });
});

describe('an authorizer that cannot work', () => {
  afterEach(() => api.close());

  test('F34 because the table’s name is not known is an outage', async () => {
    await start({ AWS_ENDPOINT_URL_DYNAMODB: 'http://table.invalid' });
    await expectOutage();
  });

  test('F36 because it throws is an outage without a stack', async () => {
    await start({ TABLE_NAME: '' });
    for (const call of [...calls(), () => api.call()]) {
      const response = await call();
      expectUnavailable(response);
      expect(response.body).not.toMatch(/at |TABLE_NAME|zod/i);
    }
  });

  test('F36 because it takes too long is an outage, and the next call is clean', async () => {
    const hanging = new URL('../support/preload/hanging-issuer.ts', import.meta.url).href;
    await start({ NODE_OPTIONS: `--import=${hanging}` });
    expectUnavailable(await tenants.withClaims({ sub: '34' }));
    expect(linesWith('Task timed out')).toHaveLength(1);
    const key = await tenants.putKey(34);
    expectIds(await tenants.withKey(key), [34]);
  });
});
