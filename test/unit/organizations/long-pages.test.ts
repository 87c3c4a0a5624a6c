import { expect, test } from 'vitest';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser, NOW } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { listAll } from '../../support/list-all.ts';
import { range } from '../../support/organizations-of-user.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

const { proxy, table } = await startProxiedTable(30);

const CALLER = { principalKind: 'user', userId: 1 } as const;
const MEMBERS = range(1, 600);

/** Two organizations of 600 members and a project of each 60th, which differ in nothing but their ids. */
const put = (role: 'admin' | 'guest') => {
  const records = {
    organizations: [1, 2].map((id) => buildOrganization({ id })),
    members: [1, 2].flatMap((organizationId) =>
      MEMBERS.map((userId) => buildMember({ organizationId, userId, role: userId === 1 ? role : 'member' })),
    ),
    projects: [1, 2].flatMap((organizationId) =>
      range(1, 10).map((id) => {
        const collaborators = [1, id * 60].map((userId) => ({ userId, isOwner: userId === 1 }));
        return buildProject({ organizationId, id, collaborators: id === 10 ? collaborators.slice(1) : collaborators });
      }),
    ),
    users: MEMBERS.map((id) => buildUser({ id })),
  };
  proxy.react = answerFrom([...encodeRecords(records)]);
};

test.each([
  ['admin', true, MEMBERS],
  ['admin', false, MEMBERS],
  ['guest', true, [1, ...range(1, 9).map((id) => id * 60)]],
  ['guest', false, [1]],
] as const)(
  'the first organization, whose long page is decoded later, is like another (%s, projects=%s)',
  async (...row) => {
    const [role, withProjects, seen] = row;
    put(role);
    const [first, second] = await listAll(table, CALLER, { withProjects, now: NOW });
    const { users, projects } = Object(first);
    expect(users.map(({ id }: { id: number }) => id)).toEqual(seen);
    expect(projects?.length).toBe(withProjects ? (role === 'guest' ? 9 : 10) : undefined);
    const owned = (id: number) => projects.map((project: object) => ({ ...project, ownerOrganizationId: id }));
    expect(second).toEqual({ ...first, id: 2, ...(withProjects ? { projects: owned(2) } : {}) });
  },
);
