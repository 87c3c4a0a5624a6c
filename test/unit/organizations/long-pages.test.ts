import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { jsonStream } from '../../../lib/http/json-stream.ts';
import { readOrganizations } from '../../../lib/organizations/read-organizations.ts';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser, NOW } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { listAll } from '../../support/list-all.ts';
import { range } from '../../support/organizations-of-user.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import { tableError } from '../../support/table-proxy.ts';

const { proxy, table } = await startProxiedTable(30);

const CALLER = { principalKind: 'user', userId: 1 } as const;
/** Two organizations of so many members and 90 projects, which differ in nothing but their ids. */
const put = (members: readonly number[], role: 'admin' | 'guest') => {
  const records = {
    organizations: [1, 2].map((id) => buildOrganization({ id })),
    members: [1, 2].flatMap((organizationId) =>
      members.map((userId) => buildMember({ organizationId, userId, role: userId === 1 ? role : 'member' })),
    ),
    projects: [1, 2].flatMap((organizationId) =>
      range(1, 90).map((id) => {
        const team = id === 90 ? [450] : [1, id * 5];
        const collaborators = team.map((userId) => ({ userId, isOwner: userId === 1 }));
        return buildProject({ organizationId, id, collaborators });
      }),
    ),
    users: members.map((id) => buildUser({ id })),
  };
  proxy.react = answerFrom([...encodeRecords(records)]);
};

/** The first organization's partition is asked for in short pages, because a client waits for it; the others' are not. */
test('only the first organization of an answer is read by short pages', async () => {
  put(range(1, 450), 'admin');
  await listAll(table, CALLER, { withProjects: true, now: NOW });
  const firstPages = proxy.requests.filter(
    ({ input }) => input['KeyConditionExpression'] === 'PK = :organization' && input['ExclusiveStartKey'] === undefined,
  );
  expect(firstPages.map(({ input }) => input['Limit'])).toEqual([500, undefined]);
});

// A member is written with a thousand others
test.each([999, 1_000, 1_001, 2_000])('an organization of %i members is whole', async (count) => {
  put(range(1, count), 'admin');
  const organizations = await listAll(table, CALLER, { withProjects: false, now: NOW });
  expect(organizations.map((organization) => Object(organization).users.length)).toEqual([count, count]);
});

test('an organization whose members fail after the first thousand is closed', async () => {
  put(range(1, 1_500), 'admin');
  const { react } = proxy;
  proxy.react = (request, count) => {
    const isOfLater = JSON.stringify(request.input).includes('USER#0000000000001200');
    return isOfLater ? tableError('ValidationException', 400) : react(request, count);
  };
  const request = { principal: CALLER, withProjects: false, now: NOW };
  const organizations = readOrganizations(table, request, { organizations: 0, projects: 0 });
  const body = JSON.parse(await text(jsonStream(organizations, () => 'refused')));
  expect(body).toMatchObject({ success: false, error: 'refused' });
  expect(body.organizations.map(({ users }: { users: object[] }) => users.length)).toEqual([1_000]);
});

// A first page of 500 items has the organization's own item in its middle, or not at all
describe.each([450, 600])('an organization of %i members', (count) => {
  const members = range(1, count);
  test.each([
    ['admin', true, members],
    ['admin', false, members],
    ['guest', true, [1, ...range(1, 89).map((id) => id * 5)]],
    ['guest', false, [1]],
  ] as const)('is the same where it comes first as where it does not (%s, projects=%s)', async (...row) => {
    const [role, withProjects, seen] = row;
    put(members, role);
    const [first, second] = await listAll(table, CALLER, { withProjects, now: NOW });
    const { users, projects } = Object(first);
    expect(users.map(({ id }: { id: number }) => id)).toEqual(seen);
    expect(projects?.length).toBe(withProjects ? (role === 'guest' ? 89 : 90) : undefined);
    const owned = (id: number) => projects.map((project: object) => ({ ...project, ownerOrganizationId: id }));
    expect(second).toEqual({ ...first, id: 2, ...(withProjects ? { projects: owned(2) } : {}) });
  });
});
