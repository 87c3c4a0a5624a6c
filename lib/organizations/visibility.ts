/** Who sees what of an organization: the visibility table of the contract. No other module decides this. */
import type { MemberRole, Organization, Project } from '../contract/model.ts';
import type { MemberItem, ProjectOwner, ProjectTeam } from '../table/items.ts';

/**
 * The viewer of one organization: a user with their role in it, an API key (a role only), or the operator who exports
 * it. Users see everything about themselves.
 */
export type Viewer = { readonly role: MemberRole | 'operator'; readonly userId?: number };

type Member = Organization['users'][number];

/** The fields that not every viewer sees, by their row in {@link VISIBILITY}. */
export const RESTRICTED_FIELDS = {
  billing: ['stripeCustomerId', 'hasPendingPayments', 'permissions'],
  activity: [
    'idps',
    'lastSeen',
    'lastTosAcceptanceDate',
    'tier',
    'lastAccessToOrganization',
    'lastOrganizationProjectAccessed',
  ],
  owner: ['ownerUserId', 'developerProfileUserId', 'ownerAvatar'],
} as const satisfies {
  billing: readonly (keyof Member)[];
  activity: readonly (keyof Member)[];
  owner: readonly (keyof Project)[];
};

/**
 * What each role sees, besides the viewer's own data. `members`: of the organization's members only, not of outside
 * collaborators. `shared`: only what belongs to projects that the viewer collaborates in.
 */
export const VISIBILITY = {
  billing: { operator: 'yes', admin: 'members', member: 'no', guest: 'no' },
  activity: { operator: 'yes', admin: 'yes', member: 'yes', guest: 'no' },
  datasets: { operator: 'yes', admin: 'yes', member: 'yes', guest: 'no' },
  projectCount: { operator: 'yes', admin: 'yes', member: 'yes', guest: 'shared' },
  projects: { operator: 'yes', admin: 'yes', member: 'yes', guest: 'shared' },
  owner: { operator: 'yes', admin: 'yes', member: 'yes', guest: 'shared' },
  users: { operator: 'yes', admin: 'yes', member: 'yes', guest: 'shared' },
} as const satisfies Record<string, Readonly<Record<Viewer['role'], 'yes' | 'members' | 'shared' | 'no'>>>;

/** How much of a user's profile is shown. */
export type UserForm = 'whole' | 'withoutBilling' | 'public';

/** The fields that a form leaves out. */
export const HIDDEN_FIELDS: Readonly<Record<UserForm, ReadonlySet<string>>> = {
  whole: new Set(),
  withoutBilling: new Set(RESTRICTED_FIELDS.billing),
  public: new Set([...RESTRICTED_FIELDS.billing, ...RESTRICTED_FIELDS.activity]),
};

/** An object without its hidden fields. */
export const withoutFields = <Fields extends object>(fields: Fields, hidden: ReadonlySet<string>): Partial<Fields> =>
  // TypeScript loses the field types; the entries come from `fields` unchanged
  Object.fromEntries(Object.entries(fields).filter(([name]) => !hidden.has(name))) as Partial<Fields>;

/**
 * The number of projects, among those that the viewer sees, in which each user collaborates. Users with none are
 * absent.
 */
export type SharedProjects = ReadonlyMap<number, number>;

/** Whether the viewer sees a project. */
export const seesProject = ({ role, userId }: Viewer, { collaborators }: ProjectTeam): boolean =>
  VISIBILITY.projects[role] === 'yes' || collaborators.some((collaborator) => collaborator.userId === userId);

/** Whether the viewer sees a member. */
export const seesUser = (viewer: Viewer, userId: number, shared: SharedProjects): boolean =>
  VISIBILITY.users[viewer.role] === 'yes' || userId === viewer.userId || shared.has(userId);

/**
 * Which form of a user's profile the viewer sees. It applies to visible members and collaborators only.
 * @param memberIds all members of the organization
 */
export const createFormOf = (viewer: Viewer, memberIds: ReadonlySet<number>): ((userId: number) => UserForm) => {
  const billing = VISIBILITY.billing[viewer.role];
  const withoutBilling = VISIBILITY.activity[viewer.role] === 'yes' ? 'withoutBilling' : 'public';
  const ofMembers = billing === 'no' ? withoutBilling : 'whole';
  const ofOutsiders = billing === 'yes' ? 'whole' : withoutBilling;
  return (userId) => {
    if (userId === viewer.userId) return 'whole';
    return memberIds.has(userId) ? ofMembers : ofOutsiders;
  };
};

/** The fields of a membership that the viewer sees. */
export const visibleMembership = (
  viewer: Viewer,
  userId: number,
  member: MemberItem,
  shared: SharedProjects,
): Partial<MemberItem> => {
  if (userId === viewer.userId) return member;
  return {
    ...(VISIBILITY.activity[viewer.role] === 'yes' ? member : withoutFields(member, HIDDEN_FIELDS.public)),
    ...(VISIBILITY.datasets[viewer.role] === 'yes' ? {} : { datasets: [] }),
    ...(VISIBILITY.projectCount[viewer.role] === 'yes' ? {} : { projectCount: shared.get(userId) ?? 0 }),
  };
};

/**
 * The owner fields that the viewer sees. The avatar belongs to the owning user, so it is hidden together with that
 * user.
 */
export const visibleOwner = (viewer: Viewer, owner: ProjectOwner, { collaborators }: ProjectTeam): ProjectOwner => {
  if (VISIBILITY.owner[viewer.role] === 'yes') return owner;
  const { ownerUserId, developerProfileUserId, ownerAvatar } = owner;
  // A guest sees a project only as one of its collaborators, so this covers the viewer, too
  const sees = (id: number | undefined): id is number =>
    id !== undefined && collaborators.some(({ userId }) => userId === id);
  return {
    ...(sees(ownerUserId) ? { ownerUserId } : {}),
    ...(sees(developerProfileUserId) ? { developerProfileUserId } : {}),
    ...(sees(ownerUserId) && ownerAvatar !== undefined ? { ownerAvatar } : {}),
  };
};
