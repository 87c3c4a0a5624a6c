import { describe, expect, test } from 'vitest';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { buildMember, buildUser } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { range } from '../../support/organizations-of-user.ts';
import { recordsOf, startOrganizationsReader, USER } from '../../support/organizations-reader.ts';

const { proxy, put, list, requests, conditions, keysOf, userKeys } = await startOrganizationsReader();

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
