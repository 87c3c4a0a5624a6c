import type { MemberRecord, ProjectRecord, Records } from '../../lib/table/encode.ts';

/** Who asks: an API key of an organization, the operator for one of them, or a user. */
export type Asker =
  | { readonly organizationId: number; readonly role: 'admin' | 'member' | 'operator' }
  | { readonly userId: number };

type Look = { readonly role: 'admin' | 'member' | 'guest' | 'operator'; readonly userId?: number };

const OF_ADMINS = ['stripeCustomerId', 'hasPendingPayments', 'permissions'];
const NOT_OF_GUESTS = [
  'idps',
  'lastSeen',
  'lastTosAcceptanceDate',
  'tier',
  'lastAccessToOrganization',
  'lastOrganizationProjectAccessed',
];

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
          users: members.map((member) => expectedMember(records, member, look, projects)),
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

const without = (fields: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

const expectedUser = (records: Records, userId: number, organizationId: number, look: Look): object => {
  const user = records.users.find(({ id }) => id === userId);
  if (user === undefined) throw new Error(`there is no user ${userId}`);
  const profile = without(user, ['disabled', 'tokensValidFrom']);
  const isMember = records.members.some(
    (member) => member.organizationId === organizationId && member.userId === userId,
  );
  if (look.userId === userId || look.role === 'operator') return profile;
  if (look.role === 'admin') return isMember ? profile : without(profile, OF_ADMINS);
  return without(profile, look.role === 'guest' ? [...OF_ADMINS, ...NOT_OF_GUESTS] : OF_ADMINS);
};

const expectedMember = (
  records: Records,
  { organizationId, userId, ...member }: MemberRecord,
  look: Look,
  listed: readonly ProjectRecord[],
) => {
  const user = expectedUser(records, userId, organizationId, look);
  if (look.role !== 'guest' || look.userId === userId) return { ...user, ...member };
  const projectCount = listed.filter((project) => isCollaborator(project, userId)).length;
  return { ...user, ...without(member, NOT_OF_GUESTS), datasets: [], projectCount };
};

const expectedProject = (
  records: Records,
  { organizationId, collaborators, ...project }: ProjectRecord,
  organization: { readonly name: string; readonly isDeveloperProfile: boolean },
  look: Look,
) => {
  const isHidden = (userId: number | undefined) =>
    look.role === 'guest' && userId !== look.userId && !collaborators.some((person) => person.userId === userId);
  const hidden = [
    ...(isHidden(project.ownerUserId) ? ['ownerUserId', 'ownerAvatar'] : []),
    ...(isHidden(project.developerProfileUserId) ? ['developerProfileUserId'] : []),
  ];
  return {
    ...without(project, hidden),
    owner: organization.name,
    ownerOrganizationId: organizationId,
    ownerIsDeveloperProfile: organization.isDeveloperProfile,
    isEnterpriseProject: true,
    tier: 'enterprise',
    collaborators: collaborators
      .toSorted((a, b) => a.userId - b.userId)
      .map(({ userId, isOwner }) => ({ ...expectedUser(records, userId, organizationId, look), isOwner })),
  };
};
