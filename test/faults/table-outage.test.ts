import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ERROR_TEXT } from '../../lib/contract/errors.ts';
import { encodeMember } from '../../lib/table/encode.ts';
import { projectKey } from '../../lib/table/keys.ts';
import { buildMember } from '../support/build-records.ts';
import {
  expectError,
  expectOrganizations,
  expectUnavailable,
  type LocalApi,
  PRODUCTION_LIMITS,
  startLocalApi,
} from '../support/local-api.ts';
import { listAs, putOrganizations, READS, range, readOf } from '../support/organizations-of-user.ts';
import type { Reaction } from '../support/reaction.ts';
import { type TableRequest, tableError } from '../support/table-proxy.ts';
import { expectWithin } from '../support/time-limit.ts';

const USER = 3700;
const IDS = range(3701, 3);

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi({}, PRODUCTION_LIMITS);
  await putOrganizations(api, USER, IDS);
});
beforeEach(async () => {
  api.listTable.reset();
  expectWhole(await list());
  api.listTable.reset();
  api.lines.length = 0;
});
afterAll(() => api.close());

const list = () => listAs(api, USER);
const expectWhole = (response: Awaited<ReturnType<typeof list>>) => {
  const organizations = expectOrganizations(response);
  expect(organizations.map(({ id, projects, users }) => [id, projects?.length, users.length])).toEqual(
    IDS.map((id) => [id, 2, 1]),
  );
};
const linesWith = (text: string) => api.lines.filter((line) => line.includes(text));
const on = (read: (typeof READS)[number], reaction: Reaction) => (request: TableRequest) =>
  readOf(request) === read ? reaction : 'pass';

describe.each(READS)('at the read to %s', (read) => {
  test.each<[string, string, Reaction]>([
    ['F37', 'a hang', 'hang'],
    ['F38', 'an answer that stalls', 'stall'],
    ['F38', 'an answer that is cut', 'cut'],
    ['F39', 'an empty body', { status: 200, body: '' }],
    ['F39', 'an empty object', { status: 200, body: '{}' }],
    ['F39', 'null', { status: 200, body: 'null' }],
    ['F39', 'a list', { status: 200, body: '[]' }],
    ['F39', 'HTML', { status: 200, body: '<html></html>' }],
    ['F39', 'half an answer', { status: 200, body: '{"Items":[{"PK"' }],
    ['F39', 'an answer without its items', { status: 200, body: '{"ConsumedCapacity":{"CapacityUnits":1}}' }],
    [
      'F39',
      'a batch without its items',
      { status: 200, body: '{"ConsumedCapacity":[{"CapacityUnits":1}],"Responses":{}}' },
    ],
    [
      'F39',
      'items that are null',
      { status: 200, body: '{"ConsumedCapacity":{"CapacityUnits":1},"Items":null,"Responses":null}' },
    ],
    ['F46', '500', tableError('InternalServerError', 500)],
    ['F46', '503', { status: 503, body: '' }],
    ['F46', 'throttling', tableError('ThrottlingException', 400)],
    [
      'F46',
      'a read beyond the limit of the table itself',
      tableError('ThrottlingException', 400, {
        throttlingReasons: [
          { reason: 'TableReadMaxOnDemandThroughputExceeded', resource: 'arn:aws:dynamodb:::table/t' },
        ],
      }),
    ],
    ['F46', 'a refused connection', 'reset'],
  ])('%s %s before the first byte is an outage with its proper status', async (_, __, reaction) => {
    api.listTable.react = on(read, reaction);
    // The authorizer's part of it is as fast as ever, since its table answers
    expectUnavailable(await expectWithin(3000, list, () => api.call()));
    expect(linesWith('"FailedRequests":1')).toHaveLength(1);
  });

  test.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])(
    'F45 F46 %s is an internal error that is counted',
    async (type) => {
      api.listTable.react = on(read, tableError(type, 400));
      expectError(await list(), 500, ERROR_TEXT.internal);
      expect(linesWith('"FailedRequests":1')).toHaveLength(1);
      expect(linesWith('"outcome":"table-refused"')).toHaveLength(1);
    },
  );

  test.each<[string, string, Reaction]>([
    ['F40', 'two errors', tableError('InternalServerError', 500)],
    ['F38', 'two cut answers', 'cut'],
    ['F38', 'two stalls', 'stall'],
    ['F40', 'two reset connections', 'reset'],
  ])('%s %s and then an answer are a success', async (_, __, reaction) => {
    let faults = 0;
    api.listTable.react = (request) => {
      if (readOf(request) !== read || faults === 2) return 'pass';
      faults += 1;
      return reaction;
    };
    expectWhole(await list());
    expect(faults).toBe(2);
  });
});

describe('F41 keys that the table leaves unprocessed', () => {
  /** A true answer of which only the first item was read. */
  const firstOnly =
    ({ input }: TableRequest): Reaction =>
    (answer) => {
      const [table = ''] = Object.keys(Object(input['RequestItems']));
      const { Keys, ...rest } = Object(input['RequestItems'])[table];
      const [key, ...unprocessed] = Keys;
      const items = Object(answer['Responses'])[table];
      const read = items.filter((item: Record<string, unknown>) =>
        ['PK', 'SK'].every((name) => JSON.stringify(item[name]) === JSON.stringify(key[name])),
      );
      const UnprocessedKeys = unprocessed.length === 0 ? {} : { [table]: { ...rest, Keys: unprocessed } };
      return { ...answer, Responses: { [table]: read }, UnprocessedKeys };
    };
  const none =
    ({ input }: TableRequest): Reaction =>
    (answer) => ({ ...answer, Responses: {}, UnprocessedKeys: input['RequestItems'] });
  const isBatch = ({ operation }: TableRequest) => operation === 'BatchGetItem';

  test('are read in the end', async () => {
    api.listTable.react = (request) => (isBatch(request) ? firstOnly(request) : 'pass');
    expectWhole(await list());
    api.listTable.reset();
    api.listTable.react = (request, count) => (isBatch(request) && count % 3 < 2 ? none(request) : 'pass');
    expectWhole(await list());
  });

  test.each(['memberships', 'users'] as const)('for ever are an outage, to %s', async (read) => {
    api.listTable.react = (request) => (readOf(request) === read ? none(request) : 'pass');
    expectUnavailable(await expectWithin(3000, list, () => api.call()));
    expect(api.listTable.requests.filter((request) => readOf(request) === read).length).toBeLessThan(10);
  });
});

describe('F43 a query that never ends', () => {
  test.each(['candidates', 'partition'] as const)('because its key repeats is an outage, to %s', async (read) => {
    const LastEvaluatedKey = { PK: { S: 'ORG#0000000000003701' }, SK: { S: 'MEMBER#1' } };
    const body = JSON.stringify({ Items: [], Count: 0, LastEvaluatedKey, ConsumedCapacity: { CapacityUnits: 0.5 } });
    api.listTable.react = on(read, { status: 200, body });
    expectUnavailable(await expectWithin(3000, list, () => api.call()));
    expect(api.listTable.requests.filter((request) => readOf(request) === read).length).toBeLessThan(10);
  });

  test('because its keys take turns is an outage, too', async () => {
    const keys = [3701, 3702].map((organizationId) => {
      const { PK, SK, GSI1PK, GSI1SK } = encodeMember(buildMember({ organizationId, userId: USER }));
      return { PK, SK, GSI1PK, GSI1SK };
    });
    let page = 0;
    api.listTable.react = on('candidates', (answer) => {
      page += 1;
      return { ...answer, Items: [], LastEvaluatedKey: keys[page % 2] };
    });
    expectUnavailable(await expectWithin(3000, list, () => api.call()));
    expect(page).toBeGreaterThan(10);
    expect(page).toBeLessThan(3010);
  });

  test('because the keys of projects take turns ends the answer as a failure', async () => {
    const keys = [1, 2].map((id) => projectKey(3701, id)).map(({ PK, SK }) => ({ PK: { S: PK }, SK: { S: SK } }));
    let page = 0;
    api.listTable.react = (request) => {
      if (readOf(request) !== 'partition') return 'pass';
      page += 1;
      const LastEvaluatedKey = keys[page % 2];
      const isFirst = request.input['ExclusiveStartKey'] === undefined;
      return (answer) => ({ ...answer, Items: isFirst ? answer['Items'] : [], LastEvaluatedKey });
    };
    const { status, body } = await list();
    expect([status, JSON.parse(body).success]).toEqual([200, false]);
    expect(page).toBeLessThan(3010);
  });
});
