import { describe, expect, test } from 'vitest';
import type { Principal } from '../../../lib/auth/principal.ts';
import { jsonStream } from '../../../lib/http/json-stream.ts';
import { renderUser } from '../../../lib/organizations/assemble.ts';
import { createUserLoader, renderedOf } from '../../../lib/organizations/load-users.ts';
import { readOrganizations } from '../../../lib/organizations/read-organizations.ts';
import { encodeRecords, encodeUser, type Records } from '../../../lib/table/encode.ts';
import { decodeUserProfile } from '../../../lib/table/items.ts';
import { buildMember, buildOrganization, buildProject, buildUser, NOW } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { range } from '../../support/organizations-of-user.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

const USER = 1;
const user: Principal = { principalKind: 'user', userId: USER };

const { proxy, table } = await startProxiedTable();

/** Organizations of the user, with two more members, and a project of each pair of members. */
const recordsOf = (ids: readonly number[], role: 'admin' | 'guest' = 'admin'): Records => ({
  organizations: ids.map((id) => buildOrganization({ id })),
  members: ids.flatMap((organizationId) =>
    [USER, 2, 3].map((userId) => buildMember({ organizationId, userId, role: userId === USER ? role : 'admin' })),
  ),
  projects: ids.flatMap((organizationId) =>
    [[1, 2], [2, 3], [3], [1]].map((team, index) =>
      buildProject({
        organizationId,
        id: index,
        collaborators: team.toReversed().map((userId) => ({ userId, isOwner: userId === 2 })),
      }),
    ),
  ),
  users: [USER, 2, 3].map((id) => buildUser({ id, permissions: ['a:b'] })),
});
const put = (records: Records, pageSize?: number) => {
  proxy.react = answerFrom([...encodeRecords(records)], pageSize);
};

const start = (options: { principal?: Principal; withProjects?: boolean; signal?: AbortSignal } = {}) => {
  const counters = { organizations: 0, projects: 0 };
  const consumption = { units: 0 };
  const request = { principal: user, withProjects: true, now: NOW, consumption, ...options };
  return { counters, consumption, organizations: readOrganizations(table, request, counters) };
};
const list = async (options = {}) => {
  const { counters, consumption, organizations } = start(options);
  const chunks: Uint8Array[] = [];
  let failure: unknown;
  for await (const chunk of jsonStream(organizations, (error) => {
    failure = error;
    return 'failed';
  })) {
    chunks.push(chunk);
  }
  return { ...JSON.parse(Buffer.concat(chunks).toString()), counters, consumption, failure };
};
const requests = (operation: string) => proxy.requests.filter((request) => request.operation === operation);
const conditions = () => requests('Query').map(({ input }) => input['KeyConditionExpression']);
const keysOf = (input: Record<string, unknown>): string[] =>
  Object(input['RequestItems'])['table'].Keys.map(({ PK, SK }: Record<string, { S: string }>) => `${PK?.S}/${SK?.S}`);
const userKeys = () =>
  requests('BatchGetItem')
    .flatMap(({ input }) => keysOf(input))
    .filter((key) => key.startsWith('USER#'))
    .map((key) => Number(/\d+/.exec(key)));

describe('what is asked of the table', () => {
  test('are the memberships, the partitions, the confirmation and each user once', async () => {
    put(recordsOf([1, 2]));
    const { consumption } = await list();
    expect(conditions().toSorted()).toEqual([
      'GSI1PK = :partition AND begins_with(GSI1SK, :prefix)',
      'PK = :organization',
      'PK = :organization',
    ]);
    expect(requests('Query')[0]?.input['ExpressionAttributeValues']).toEqual({
      ':partition': { S: 'USER#0000000000000001' },
      ':prefix': { S: 'ORG#' },
    });
    expect(
      requests('Query')
        .slice(1)
        .map(({ input }) => input['ConsistentRead']),
    ).toEqual([false, false]);
    const batches = requests('BatchGetItem').map(({ input }) => [
      Object(input['RequestItems'])['table'].ConsistentRead,
      keysOf(input),
    ]);
    expect(batches).toEqual([
      [true, ['ORG#0000000000000001/MEMBER#0000000000000001']],
      [false, [USER, 2, 3].map((id) => `USER#000000000000000${id}/USER`)],
      [true, ['ORG#0000000000000002/MEMBER#0000000000000001']],
    ]);
    expect(consumption.units).toBe(3 * 0.5 + 3 * 1);
  });

  test('are all members at once with the collaborators, though they are nobody’s', async () => {
    const records = recordsOf([1]);
    const extra = [4, 5].map((userId) => buildMember({ organizationId: 1, userId }));
    put({
      ...records,
      members: [...records.members, ...extra],
      users: [...records.users, ...extra.map(({ userId }) => buildUser({ id: userId }))],
    });
    await list();
    expect(requests('BatchGetItem')).toHaveLength(2);
    expect(userKeys()).toEqual([1, 2, 3, 4, 5]);
  });

  test('is the guest themself at once with who shares a project, though they share none', async () => {
    put({ ...recordsOf([1], 'guest'), projects: [] });
    await list();
    expect(requests('BatchGetItem')).toHaveLength(2);
    expect(userKeys()).toEqual([1]);
  });

  test('is nothing of the projects where they are not wanted', async () => {
    put(recordsOf([1]));
    const { organizations, counters } = await list({ withProjects: false });
    expect(conditions()[1]).toBe('PK = :organization AND SK < :projects');
    expect(requests('Query')[1]?.input['ExpressionAttributeValues']).toMatchObject({ ':projects': { S: 'PROJECT#' } });
    expect(organizations[0]).not.toHaveProperty('projects');
    expect(counters).toEqual({ organizations: 1, projects: 0 });
  });

  test('is one partition only for an API key', async () => {
    put(recordsOf([1, 2]));
    await list({ principal: { principalKind: 'apiKey', keyId: 1, organizationId: 2, role: 'admin' } });
    expect(requests('Query')).toHaveLength(1);
    expect(userKeys()).toEqual([1, 2, 3]);
  });

  test('are only the users whom a guest will see', async () => {
    put(recordsOf([1], 'guest'));
    expect((await list()).organizations[0].users.map(({ id }: { id: number }) => id)).toEqual([1, 2]);
    expect(userKeys()).toEqual([1, 2]);
    proxy.requests.length = 0;
    put({ ...recordsOf([1], 'guest'), projects: [] });
    await list();
    expect(userKeys()).toEqual([1]);
  });

  test('ends with the signal', async () => {
    put(recordsOf([1]));
    const reason = new Error('the reason');
    expect((await list({ signal: AbortSignal.abort(reason) })).failure).toBe(reason);
    expect(proxy.requests).toEqual([]);
    for (const operation of ['MEMBER#', 'USER#0000000000000002']) {
      proxy.reset();
      const controller = new AbortController();
      const answer = answerFrom([...encodeRecords(recordsOf([1]))]);
      proxy.react = (request) => {
        if (request.operation !== 'BatchGetItem' || !JSON.stringify(request.input).includes(operation))
          return answer(request);
        controller.abort(reason);
        return 'hang';
      };
      expect((await list({ signal: controller.signal })).failure).toBe(reason);
    }
  });
});

describe('a list', () => {
  test.each([1, 2, 17, 18, 40])('of %i organizations has each of them once, ascending', async (count) => {
    put(recordsOf(range(1, count)));
    const { organizations, success, counters } = await list();
    expect(organizations.map(({ id }: { id: number }) => id)).toEqual(range(1, count));
    expect(success).toBe(true);
    expect(counters).toEqual({ organizations: count, projects: 4 * count });
  });

  test('leaves out a membership without an organization, and an organization without the membership', async () => {
    const records = recordsOf([1, 2, 3]);
    put({ ...records, organizations: records.organizations.filter(({ id }) => id !== 2) });
    expect((await list()).organizations.map(({ id }: { id: number }) => id)).toEqual([1, 3]);
    const truth = answerFrom([...encodeRecords(records)]);
    const none = JSON.stringify({ Responses: { table: [] }, ConsumedCapacity: [{ CapacityUnits: 1 }] });
    proxy.react = (request) =>
      JSON.stringify(request.input).includes('MEMBER#0000000000000001') &&
      JSON.stringify(request.input).includes('ORG#0000000000000002')
        ? { status: 200, body: none }
        : truth(request);
    // Both of the second window's organizations are confirmed by one request
    const { organizations, success } = await list();
    expect(organizations.map(({ id }: { id: number }) => id)).toEqual([1]);
    expect(success).toBe(true);
  });

  test('has the collaborators of a project ascending, in which order ever they are stored', async () => {
    put(recordsOf([1]));
    const [organization] = (await list()).organizations;
    expect(organization.projects.map((project: { collaborators: object[] }) => project.collaborators)).toMatchObject([
      [
        { id: 1, isOwner: false },
        { id: 2, isOwner: true },
      ],
      [
        { id: 2, isOwner: true },
        { id: 3, isOwner: false },
      ],
      [{ id: 3, isOwner: false }],
      [{ id: 1, isOwner: false }],
    ]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7])(
    'that fails at the read number %i of a partition’s pages ends as valid JSON',
    async (page) => {
      const truth = answerFrom([...encodeRecords(recordsOf([1, 2]))], 2);
      let pages = 0;
      proxy.react = (request) => {
        const isPartition =
          JSON.stringify(request.input).includes('"ORG#0000000000000002"') && request.operation === 'Query';
        if (isPartition) pages += 1;
        return isPartition && pages >= page ? { status: 200, body: '' } : truth(request);
      };
      const { success, organizations, error } = await list();
      // Members of the first page, the organization's own item, members, projects
      const isRead = page > 1 + 1 + 2 + 2;
      expect(success).toBe(isRead);
      expect(error).toBe(isRead ? undefined : 'failed');
      expect(organizations[0].projects).toHaveLength(4);
      if (organizations.length > 1 && !isRead) expect(organizations[1].users).toEqual([]);
    },
  );
});

describe('the users of an answer', () => {
  const load = (directory: ReturnType<typeof createUserLoader>, ids: readonly number[]) => directory.load(new Set(ids));
  const directoryOf = (count: number) => {
    put({ organizations: [], members: [], projects: [], users: range(0, count).map((id) => buildUser({ id })) });
    return createUserLoader(table, {});
  };

  test('are read once each, and not at all when there are none', async () => {
    const directory = directoryOf(3);
    expect((await load(directory, [])).size).toBe(0);
    expect(proxy.requests).toEqual([]);
    expect([...(await load(directory, [0, 1])).keys()]).toEqual([0, 1]);
    expect([...(await load(directory, [1, 2])).keys()]).toEqual([1, 2]);
    expect(userKeys()).toEqual([0, 1, 2]);
  });

  test('are two thousand that are kept, and the first of more is read again', async () => {
    const answer = ({ input }: { input: Record<string, unknown> }) => {
      const table = keysOf(input).map((key) => encodeUser(buildUser({ id: Number(/\d+/.exec(key)) })));
      return { status: 200, body: JSON.stringify({ Responses: { table }, ConsumedCapacity: [{ CapacityUnits: 1 }] }) };
    };
    const directory = directoryOf(0);
    proxy.react = answer;
    for (let id = 0; id < 2_000; id += 100) await load(directory, range(id, 100));
    expect((await load(directory, range(0, 2_000))).size).toBe(2_000);
    proxy.requests.length = 0;
    await load(directory, [0, 1_999]);
    expect(userKeys()).toEqual([]);
    expect((await load(directory, [2_000])).size).toBe(1);
    await load(directory, range(1, 2_000));
    expect(userKeys()).toEqual([2_000]);
    await load(directory, [0]);
    expect(userKeys()).toEqual([2_000, 0]);
  });

  test('fail the answer when one is missing, by name', async () => {
    const missing = {
      key: 'USER#0000000000000007/USER',
      path: 'the item',
      message: /is broken: the item is not there$/,
    };
    await expect(load(directoryOf(3), [1, 7])).rejects.toMatchObject({
      ...missing,
      message: expect.stringMatching(missing.message),
    });
    expect(() => renderedOf(new Map(), 7)).toThrow(
      /^the item USER#0000000000000007\/USER is broken: the item is not there$/,
    );
  });

  test('are rendered once in each form', () => {
    const profile = buildUser({ permissions: ['a:b'], idps: ['google'] });
    const rendered = renderUser(1, decodeUserProfile(encodeUser(profile)));
    for (const form of ['whole', 'withoutBilling', 'public'] as const) expect(rendered(form)).toBe(rendered(form));
    expect(rendered('whole').toString()).toContain('permissions');
    expect(rendered('withoutBilling').toString()).not.toContain('permissions');
    expect(rendered('withoutBilling').toString()).toContain('idps');
    expect(rendered('public').toString()).not.toMatch(/permissions|idps/);
  });
});
