import type { MemberRole } from '../../lib/contract/model.ts';
import type { MemberRecord, ProjectRecord, Records, UserRecord } from '../../lib/table/encode.ts';

/** Who asks: an API key of an organization, or a user. */
export type Asker =
  | { readonly organizationId: number; readonly role: 'admin' | 'member' }
  | { readonly userId: number };

type Look = { readonly role: MemberRole; readonly userId?: number };

const GRACE_DAYS = 30;
const DAY = 24 * 60 * 60 * 1000;

/**
 * What an asker must be answered, computed from plain records as obviously as possible and apart from the product's own
 * code: no table, no index, no stream, every rule of the contract a line.
 */
export const expectedOrganizations = (records: Records, asker: Asker, now: number, withProjects = true): object[] =>
  records.organizations
    .toSorted((a, b) => a.id - b.id)
    .filter(({ deletedDate }) => deletedDate === undefined)
    .filter(
      ({ trialExpiredDate, trialUpgradedDate }) =>
        trialExpiredDate === null ||
        trialUpgradedDate !== null ||
        now - Date.parse(trialExpiredDate) <= GRACE_DAYS * DAY,
    )
    .flatMap((organization) => {
      const look = lookOf(records, asker, organization.id);
      if (look === undefined) return [];
      const projects = records.projects
        .filter(({ organizationId }) => organizationId === organization.id)
        .filter((project) => look.role !== 'guest' || isCollaborator(project, look.userId))
        .toSorted((a, b) => a.id - b.id);
      const members = records.members
        .filter(({ organizationId }) => organizationId === organization.id)
        .filter(
          ({ userId }) =>
            look.role !== 'guest' ||
            userId === look.userId ||
            (withProjects && projects.some((project) => isCollaborator(project, userId))),
        )
        .toSorted((a, b) => a.userId - b.userId);
      return [
        {
          ...organization,
          users: members.map((member) => expectedMember(records, member, look)),
          ...(withProjects
            ? { projects: projects.map((project) => expectedProject(records, project, organization, look)) }
            : {}),
        },
      ];
    });

const lookOf = (records: Records, asker: Asker, organizationId: number): Look | undefined => {
  if ('role' in asker) return asker.organizationId === organizationId ? { role: asker.role } : undefined;
  const member = records.members.find(
    (candidate) => candidate.organizationId === organizationId && candidate.userId === asker.userId,
  );
  return member && { role: member.role, userId: asker.userId };
};

const isCollaborator = (project: ProjectRecord, userId: number | undefined): boolean =>
  project.collaborators.some((collaborator) => collaborator.userId === userId);

const expectedUser = (records: Records, userId: number, look: Look): object => {
  const user = records.users.find(({ id }) => id === userId);
  if (user === undefined) throw new Error(`there is no user ${userId}`);
  const hidden: (keyof UserRecord)[] = ['disabled', 'tokensValidFrom'];
  if (look.role !== 'admin' && look.userId !== userId) {
    hidden.push('stripeCustomerId', 'hasPendingPayments', 'permissions');
  }
  return Object.fromEntries(Object.entries(user).filter(([name]) => !hidden.some((other) => other === name)));
};

const expectedMember = (records: Records, { organizationId: _, userId, ...member }: MemberRecord, look: Look) => ({
  ...expectedUser(records, userId, look),
  ...member,
});

const expectedProject = (
  records: Records,
  { organizationId, collaborators, ...project }: ProjectRecord,
  organization: { readonly name: string; readonly isDeveloperProfile: boolean },
  look: Look,
) => ({
  ...project,
  owner: organization.name,
  ownerOrganizationId: organizationId,
  ownerIsDeveloperProfile: organization.isDeveloperProfile,
  isEnterpriseProject: true,
  tier: 'enterprise',
  collaborators: collaborators
    .toSorted((a, b) => a.userId - b.userId)
    .map(({ userId, isOwner }) => ({ ...expectedUser(records, userId, look), isOwner })),
});
