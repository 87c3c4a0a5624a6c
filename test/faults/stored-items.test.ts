import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ERROR_TEXT } from '../../lib/contract/errors.ts';
import { encodeMember, encodeProject } from '../../lib/table/encode.ts';
import { memberKey } from '../../lib/table/keys.ts';
import { buildMember, buildProject } from '../support/build-records.ts';
import { expectError, expectOrganizations, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { listAs, putOrganizations, range, readOf } from '../support/organizations-of-user.ts';

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
});
beforeEach(() => {
  api.listTable.reset();
  api.lines.length = 0;
});
afterAll(() => api.close());

describe('F42 an organization of more than a page', () => {
  const PROJECTS = range(1, 300);
  beforeAll(async () => {
    const projects = PROJECTS.map((id) => buildProject({ organizationId: 421, id, description: 'd'.repeat(8000) }));
    await putOrganizations(api, 420, [421]);
    await api.put(...projects.map(encodeProject));
  });
  const expectAll = async () => {
    const [organization] = expectOrganizations(await listAs(api, 420));
    expect(organization?.projects?.map(({ id }) => id)).toEqual(PROJECTS);
    expect(organization?.users.map(({ id }) => id)).toEqual([420]);
  };
  const pages = () => api.listTable.requests.filter((request) => readOf(request) === 'partition');

  test('has each of its items exactly once', async () => {
    await expectAll();
    expect(pages().length).toBeGreaterThan(2);
  });

  test('has so, too, when a page in the middle is empty', async () => {
    let empty = 0;
    api.listTable.react = ({ input }) => {
      const start = Object(input['ExclusiveStartKey']);
      if (start.PK === undefined || start.SK.S.endsWith('!')) return 'pass';
      empty += 1;
      // The key just after the one that the page begins after, which no item has
      return (answer) => ({
        ...answer,
        Items: [],
        Count: 0,
        LastEvaluatedKey: { ...start, SK: { S: `${start.SK.S}!` } },
      });
    };
    await expectAll();
    expect(empty).toBeGreaterThan(1);
  });

  test('has so, too, when the first page is empty', async () => {
    api.listTable.react = (request, count) => {
      if (readOf(request) !== 'partition' || count > 1) return 'pass';
      const before = { PK: { S: 'ORG#0000000000000421' }, SK: { S: '!' } };
      return (answer) => ({ ...answer, Items: [], Count: 0, LastEvaluatedKey: before });
    };
    await expectAll();
  });
});

describe('F44 a stored item that breaks the schema', () => {
  test.each<[string, 'organization' | 'member' | 'project' | 'project2' | 'user', object, string]>([
    ['an organization without its name', 'organization', { name: { NULL: true } }, 'ORG#0000000000004401/ORG'],
    [
      'a member whose datasets are a string',
      'member',
      { datasets: { S: 'x' } },
      'ORG#0000000000004401/MEMBER#0000000000004400',
    ],
    [
      'a member of an unknown role',
      'member',
      { role: { S: 'F44canary' } },
      'ORG#0000000000004401/MEMBER#0000000000004400',
    ],
    [
      'a project with a string for a boolean',
      'project',
      { hasPublicVersion: { S: 'true' } },
      'ORG#0000000000004401/PROJECT#0000000000000001',
    ],
    [
      'a project with a broken collaborator',
      'project2',
      { collaborators: { L: [{ M: {} }] } },
      'ORG#0000000000004401/PROJECT#0000000000000002',
    ],
    [
      'a project with an unknown collaborator',
      'project',
      { collaborators: { L: [{ M: { userId: { N: '440999' }, isOwner: { BOOL: true } } }] } },
      'USER#0000000000440999/USER',
    ],
    ['a user with a broken date', 'user', { created: { S: 'F44canary' } }, 'USER#0000000000004400/USER'],
    ['a user with a number that is none', 'user', { mfaConfigured: { N: '1' } }, 'USER#0000000000004400/USER'],
  ])('%s fails the answer and is named in the log, by its key only', async (_, kind, attributes, key) => {
    await putOrganizations(api, 4400, [4401], { [kind]: attributes });
    expectError(await listAs(api, 4400), 500, ERROR_TEXT.internal);
    const errors = api.lines.filter((line) => line.includes('"ERROR"'));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(key);
    expect(errors[0]).toContain('"outcome":"broken-item"');
    expect(api.lines.join()).not.toContain('F44canary');
    expect(api.lines.join()).toContain('"FailedRequests":1');
  });

  test.each(['MEMBER#4431', 'MEMBER#', 'PROJECT#x', 'PROJECT#00000000000000001'])(
    'by its key, %s, is named as well',
    async (SK) => {
      await putOrganizations(api, 4430, [4432]);
      const member = encodeMember(buildMember({ organizationId: 4432, userId: 1 }));
      const project = encodeProject(buildProject({ organizationId: 4432 }));
      await api.put({ ...(SK.startsWith('M') ? member : project), SK: { S: SK } });
      expectError(await listAs(api, 4430), 500, ERROR_TEXT.internal);
      const [error] = api.lines.filter((line) => line.includes('"ERROR"'));
      expect(error).toContain(`the item ${SK} is broken`);
      await api.remove({ PK: 'ORG#0000000000004432', SK });
    },
  );

  test('with unknown extras never brings them into the answer', async () => {
    const extra = {
      password: { S: 'F44canary' },
      nested: { M: { a: { S: 'F44canary' } } },
      __proto__: { S: 'F44canary' },
    };
    const kinds = ['organization', 'member', 'project', 'project2', 'user'];
    await putOrganizations(api, 4410, [4411], Object.fromEntries(kinds.map((kind) => [kind, extra])));
    const response = await listAs(api, 4410);
    expect(expectOrganizations(response)).toHaveLength(1);
    expect(response.body).not.toContain('F44canary');
  });

  test('that nobody asked for does no harm', async () => {
    await putOrganizations(api, 4420, [4421], { project: { name: { N: '1' } } });
    expectError(await listAs(api, 4420), 500, ERROR_TEXT.internal);
    expect(expectOrganizations(await listAs(api, 4420, '/api/organizations?projects=false'))).toHaveLength(1);
  });
});

test('F55 a membership that was removed is not listed, whatever the index still says', async () => {
  await putOrganizations(api, 5500, [5501, 5502]);
  // The table's index never lags here, so it is made to go on saying what it said
  let nomination: Record<string, unknown> | undefined;
  api.listTable.react = (request) => {
    if (readOf(request) !== 'candidates') return 'pass';
    return (answer) => {
      nomination ??= answer;
      return nomination;
    };
  };
  expect(expectOrganizations(await listAs(api, 5500)).map(({ id }) => id)).toEqual([5501, 5502]);
  await api.remove(memberKey(5502, 5500));
  expect(expectOrganizations(await listAs(api, 5500)).map(({ id }) => id)).toEqual([5501]);
  await api.remove(memberKey(5501, 5500));
  expect(expectOrganizations(await listAs(api, 5500))).toEqual([]);
  const confirmations = api.listTable.requests.filter((request) => readOf(request) === 'memberships');
  expect(confirmations.length).toBeGreaterThan(2);
  for (const { input } of confirmations) expect(JSON.stringify(input)).toContain('"ConsistentRead":true');
});
