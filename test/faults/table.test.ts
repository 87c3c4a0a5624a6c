import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ERROR_TEXT } from '../../lib/http/route.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import { memberKey } from '../../lib/table/keys.ts';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../lib/table/write.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from '../support/build-records.ts';
import {
  expectError,
  expectOrganizations,
  expectPartial,
  expectUnavailable,
  type LocalApi,
  startLocalApi,
} from '../support/local-api.ts';
import type { Reaction, TableRequest } from '../support/table-proxy.ts';

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
});
beforeEach(() => {
  api.authorizerTable.reset();
  api.listTable.reset();
  api.lines.length = 0;
});
afterAll(() => api.close());

/** Organizations of one user, with two projects each; `break` replaces an item, by what kind it is. */
const putOrganizations = async (
  userId: number,
  ids: readonly number[],
  broken: Partial<Record<string, object>> = {},
) => {
  const kinds = (id: number): [string, Attributes][] => [
    ['organization', encodeOrganization(buildOrganization({ id }))],
    ['member', encodeMember(buildMember({ organizationId: id, userId }))],
    ['project', encodeProject(buildProject({ organizationId: id, id: 1, collaborators: [{ userId, isOwner: true }] }))],
    ['project2', encodeProject(buildProject({ organizationId: id, id: 2 }))],
    ['user', encodeUser(buildUser({ id: userId }))],
  ];
  const last = ids.at(-1);
  await api.put(
    ...ids.flatMap((id) => kinds(id).map(([kind, item]) => (id === last ? { ...item, ...broken[kind] } : item))),
  );
};
const listAs = async (userId: number, path?: string) =>
  api.call({
    headers: { 'x-jwt-token': await api.stack.issuer.sign({ sub: String(userId) }) },
    ...(path === undefined ? {} : { path }),
  });
const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

describe('F44 a stored item that breaks the schema', () => {
  test.each<[string, string, object, string]>([
    ['an organization without its name', 'organization', { name: { NULL: true } }, 'ORG#0000000000004401/ORG'],
    ['a member of an unknown role', 'member', { datasets: { S: 'x' } }, 'MEMBER#'],
    ['a project whose id is a string', 'project', { hasPublicVersion: { S: 'true' } }, 'PROJECT#0000000000000001'],
    [
      'a project with a broken collaborator',
      'project2',
      { collaborators: { L: [{ M: {} }] } },
      'PROJECT#0000000000000002',
    ],
    ['a user with a broken date', 'user', { created: { S: 'F44canary' } }, 'USER#0000000000004400/USER'],
  ])('%s fails the answer and is named in the log, by its key only', async (_, kind, attributes, key) => {
    await putOrganizations(4400, [4401], { [kind]: attributes });
    const response = await listAs(4400);
    expectError(response, 500, ERROR_TEXT.internal);
    const errors = api.lines.filter((line) => line.includes('"ERROR"'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(key);
    expect(errors[0]).toContain('"outcome":"broken-item"');
    expect(api.lines.join()).not.toContain('F44canary');
    expect(api.lines.join()).toContain('"FailedRequests":1');
  });

  test('with unknown extras never brings them into the answer', async () => {
    const extra = { password: { S: 'F44canary' }, nested: { M: { a: { S: 'F44canary' } } } };
    const kinds = ['organization', 'member', 'project', 'project2', 'user'];
    await putOrganizations(4410, [4411], Object.fromEntries(kinds.map((kind) => [kind, extra])));
    const response = await listAs(4410);
    expect(expectOrganizations(response)).toHaveLength(1);
    expect(response.body).not.toContain('F44canary');
  });

  test('that nobody asked for does no harm', async () => {
    await putOrganizations(4420, [4421], { project: { name: { N: '1' } } });
    expectError(await listAs(4420), 500, ERROR_TEXT.internal);
    expect(expectOrganizations(await listAs(4420, '/api/organizations?projects=false'))).toHaveLength(1);
  });
});

const isQueryOf = ({ operation, input }: TableRequest, id: number): boolean =>
  operation === 'Query' && JSON.stringify(input).includes(`ORG#${String(id).padStart(16, '0')}`);

describe('a fault of the table', () => {
  const faults: [string, Reaction][] = [
    ['500', { status: 500, body: '{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}' }],
    ['a hang', 'hang'],
    ['a reset connection', 'reset'],
    ['an empty body', { status: 200, body: '' }],
    ['HTML', { status: 200, body: '<html></html>' }],
  ];

  test.each(faults)(
    'F46 %s before the first byte gets its proper status, on every kind of read',
    async (_, reaction) => {
      await putOrganizations(4600, [4601]);
      for (const operation of ['GSI1', 'Query', 'BatchGetItem']) {
        api.listTable.react = (request) =>
          request.operation === operation || (operation === 'GSI1' && request.input['IndexName'] === operation)
            ? reaction
            : 'pass';
        expectUnavailable(await listAs(4600));
      }
      api.listTable.reset();
      expect(expectOrganizations(await listAs(4600))).toHaveLength(1);
    },
  );

  test('F46 a refusal of the table is an internal error that is counted', async () => {
    await putOrganizations(4610, [4611]);
    for (const type of ['AccessDeniedException', 'ResourceNotFoundException']) {
      api.listTable.react = () => ({
        status: 400,
        body: JSON.stringify({ __type: `com.amazon.coral.service#${type}` }),
      });
      expectError(await listAs(4610), 500, ERROR_TEXT.internal);
    }
    expect(api.lines.filter((line) => line.includes('"FailedRequests":1'))).toHaveLength(2);
  });

  test.each(faults)(
    'F47 %s after the first byte ends in valid JSON that says so, and is counted',
    async (_, reaction) => {
      await putOrganizations(4700, range(4701, 40));
      api.listTable.react = (request) => (isQueryOf(request, 4735) ? reaction : 'pass');
      const listed = expectPartial(await listAs(4700));
      expect(listed.map(({ id }) => id)).toEqual(range(4701, listed.length));
      expect(listed.length).toBeGreaterThan(0);
      expect(listed.length).toBeLessThan(35);
      expect(api.lines.filter((line) => line.includes('"PartialAnswers":1'))).toHaveLength(1);
      expect(api.lines.filter((line) => line.includes('the answer ended early'))).toHaveLength(1);
    },
  );

  test('F47 a broken item after the first byte, too', async () => {
    await putOrganizations(4710, range(4711, 40), { project: { name: { N: '1' } } });
    const listed = expectPartial(await listAs(4710));
    expect(listed.map(({ id }) => id)).toEqual(range(4711, listed.length));
    expect(api.lines.find((line) => line.includes('the answer ended early'))).toContain('PROJECT#0000000000000001');
  });
});

test('F55 a membership that was removed is not listed, whatever the index still says', async () => {
  await putOrganizations(5500, [5501, 5502]);
  const member = encodeMember(buildMember({ organizationId: 5502, userId: 5500 }));
  const removed = memberKey(5502, 5500);
  // the table is strongly consistent here, so the index is made to lag
  api.listTable.react = ({ operation }) =>
    operation === 'BatchGetItem' ? (answer) => withoutItem(answer, removed) : 'pass';
  expect(expectOrganizations(await listAs(5500)).map(({ id }) => id)).toEqual([5501]);
  const confirmations = api.listTable.requests.filter(({ input }) => JSON.stringify(input).includes('MEMBER#'));
  expect(confirmations.length).toBeGreaterThan(0);
  for (const { operation, input } of confirmations) {
    expect(operation).toBe('BatchGetItem');
    expect(JSON.stringify(input)).toContain('"ConsistentRead":true');
  }
  expect(member['GSI1PK']?.S).toBe('USER#0000000000005500');
});

/** A true BatchGetItem answer without one of its items. */
const withoutItem = (answer: Record<string, unknown>, { PK, SK }: { PK: string; SK: string }) => ({
  ...answer,
  Responses: Object.fromEntries(
    Object.entries(Object(answer['Responses'])).map(([table, items]) => [
      table,
      [items].flat().filter((item) => Object(item).PK.S !== PK || Object(item).SK.S !== SK),
    ]),
  ),
});
