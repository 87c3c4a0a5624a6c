/** Who sees what, as most would write it: objects, spread and filtered. */
import type { Member, Organization, Project, User } from './item-schemas.ts';

export type Viewer = { readonly role: 'admin' | 'member' | 'guest'; readonly userId?: number };

export type Stored = {
  readonly organization: Organization;
  readonly members: readonly Member[];
  readonly projects: readonly Project[];
};

export type Users = ReadonlyMap<number, User>;

const GRACE_PERIOD_MS = 30 * 24 * 60 * 60 * 1000;

export const idOf = (key: string): number => Number(key.slice(key.indexOf('#') + 1));

export const isListed = ({ deletedDate, trialExpiredDate, trialUpgradedDate }: Organization): boolean =>
  deletedDate === undefined &&
  (trialExpiredDate === null ||
    trialUpgradedDate !== null ||
    Date.parse(trialExpiredDate) + GRACE_PERIOD_MS >= Date.now());

export const seesProject = ({ role, userId }: Viewer, { collaborators }: Project): boolean =>
  role !== 'guest' || collaborators.some((collaborator) => collaborator.userId === userId);

/** The organization of the answer, as the viewer sees it. */
export const viewOrganization = (
  viewer: Viewer,
  { organization, members, projects }: Stored,
  users: Users,
  withProjects: boolean,
) => {
  const { PK, SK, ...fields } = organization;
  const isMember = new Set(members.map((member) => idOf(member.SK)));
  const visible = projects.filter((project) => seesProject(viewer, project));
  const sharing = new Set(visible.flatMap(({ collaborators }) => collaborators.map(({ userId }) => userId)));
  const viewUser = (userId: number) => profileFor(viewer, userId, isMember.has(userId), users);
  return {
    id: idOf(PK),
    ...fields,
    ...(withProjects
      ? { projects: visible.map((project) => viewProject(viewer, project, organization, viewUser)) }
      : {}),
    users: members
      .filter(({ SK }) => viewer.role !== 'guest' || idOf(SK) === viewer.userId || sharing.has(idOf(SK)))
      .map((member) => ({ ...viewUser(idOf(member.SK)), ...viewMembership(viewer, member, visible) })),
  };
};

const profileFor = (viewer: Viewer, userId: number, isMember: boolean, users: Users) => {
  const user = users.get(userId);
  if (user === undefined) throw new Error(`there is no user ${userId}`);
  const { PK, SK, stripeCustomerId, hasPendingPayments, permissions, ...others } = user;
  if (userId === viewer.userId || (viewer.role === 'admin' && isMember)) {
    return { id: userId, ...others, stripeCustomerId, hasPendingPayments, permissions };
  }
  if (viewer.role !== 'guest') return { id: userId, ...others };
  const { idps, lastSeen, lastTosAcceptanceDate, tier, ...profile } = others;
  return { id: userId, ...profile };
};

const viewMembership = (viewer: Viewer, { PK, SK, ...membership }: Member, visible: readonly Project[]) => {
  const userId = idOf(SK);
  if (viewer.role !== 'guest' || userId === viewer.userId) return membership;
  const { lastAccessToOrganization, lastOrganizationProjectAccessed, ...others } = membership;
  const isTheirs = ({ collaborators }: Project) => collaborators.some((collaborator) => collaborator.userId === userId);
  return { ...others, datasets: [], projectCount: visible.filter(isTheirs).length };
};

const viewProject = (
  viewer: Viewer,
  { PK, SK, collaborators, ...project }: Project,
  { name, isDeveloperProfile }: Organization,
  viewUser: (userId: number) => object,
) => {
  const { ownerUserId, developerProfileUserId, ownerAvatar, ...fields } = project;
  const sees = (userId: number | undefined) =>
    viewer.role !== 'guest' ||
    userId === viewer.userId ||
    collaborators.some((collaborator) => collaborator.userId === userId);
  return {
    id: idOf(SK),
    ...fields,
    ...(sees(ownerUserId) ? { ownerUserId, ownerAvatar } : {}),
    ...(sees(developerProfileUserId) ? { developerProfileUserId } : {}),
    owner: name,
    ownerOrganizationId: idOf(PK),
    ownerIsDeveloperProfile: isDeveloperProfile,
    isEnterpriseProject: true,
    tier: 'enterprise',
    collaborators: collaborators
      .toSorted((a, b) => a.userId - b.userId)
      .map(({ userId, isOwner }) => ({ ...viewUser(userId), isOwner })),
  };
};
