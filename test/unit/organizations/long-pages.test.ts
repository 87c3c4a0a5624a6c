import { describe, expect, test } from 'vitest';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser, NOW } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { listAll } from '../../support/list-all.ts';
import { range } from '../../support/organizations-of-user.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

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
