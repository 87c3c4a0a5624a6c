import type { MemberRole } from '../../lib/contract/model.ts';
import type { Records } from '../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from './build-records.ts';

/** Who is in an organization, and who is on each of its projects. */
export type OrganizationPlan = {
  readonly id: number;
  readonly fields?: object;
  readonly members: readonly { readonly userId: number; readonly role: MemberRole }[];
  readonly projects: readonly {
    readonly team: readonly number[];
    readonly owner?: number;
    readonly developer?: number;
  }[];
};

/** Ids and counts that can be told from each other, and from all other numbers of an answer. */
const FIRST_PROJECT = 50_000;
const FIRST_COUNT = 7_000_000;
const NOBODY = 999;

/** A date that stands nowhere else. */
const dateOf = (year: number, id: number) => `${year}-01-01T00:00:00.${String(id).padStart(6, '0')}Z`;

const avatarOf = (userId: number) => `https://example.com/user-canary-${userId}.png`;

/** Records of which every field that is not for everybody is filled, and every name and hidden value is a canary. */
export const canaryRecords = (organizations: readonly OrganizationPlan[], userIds: readonly number[]): Records => ({
  organizations: organizations.map(({ id, fields }) => buildOrganization({ id, ...fields })),
  members: organizations.flatMap(({ id, members, projects }) =>
    members.map(({ userId, role }) =>
      buildMember({
        organizationId: id,
        userId,
        role,
        projectCount: FIRST_COUNT + id * 1000 + userId,
        datasets: [`activity-canary-${userId}`],
        lastAccessToOrganization: dateOf(2001, userId),
        ...(projects.length > 0 ? { lastOrganizationProjectAccessed: projectId(id, userId % projects.length) } : {}),
      }),
    ),
  ),
  projects: organizations.flatMap(({ id, projects }) =>
    projects.map(({ team, owner, developer }, index) =>
      buildProject({
        organizationId: id,
        id: projectId(id, index),
        name: `project-canary-${projectId(id, index)}`,
        ...(owner === undefined ? {} : { ownerUserId: owner }),
        ownerAvatar: avatarOf(owner ?? NOBODY),
        ...(developer === undefined ? {} : { developerProfileUserId: developer }),
        collaborators: team.map((userId) => ({ userId, isOwner: userId === owner })),
      }),
    ),
  ),
  users: userIds.map((id) =>
    buildUser({
      id,
      username: `user-canary-${id}`,
      name: `user-canary-${id}`,
      email: `user-canary-${id}@example.com`,
      photo: avatarOf(id),
      stripeCustomerId: `billing-canary-${id}`,
      permissions: [`billing-canary-${id}`],
      hasPendingPayments: id % 2 === 0,
      idps: [`activity-canary-${id}`],
      lastSeen: dateOf(2002, id),
      lastTosAcceptanceDate: dateOf(2003, id),
      tier: 'professional',
    }),
  ),
});

const projectId = (organizationId: number, index: number) => FIRST_PROJECT + organizationId * 100 + index;
