/** Who sees what of an organization: the contract's table, and nowhere else. */
import type { MemberRole, Organization, Project } from '../contract/model.ts';
import type { MemberItem, ProjectOwner, ProjectTeam } from '../table/items.ts';

/**
 * Who looks at one organization: a user in their role there, an API key, which has a role only, or the operator, who exports
 * it. One sees everything of oneself.
 */
export type Viewer = { readonly role: MemberRole | 'operator'; readonly userId?: number };

type Member = Organization['users'][number];

/** The fields that are not for everybody, by the row of {@link VISIBILITY} that they belong to. */
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
 * What is seen of others: `members` is of the organization's members only, never of a collaborator from outside it; `shared`
 * is as far as the viewer's own projects reach.
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

/** The fields of an object that a form does not leave out. */
export const withoutFields = <Fields extends object>(fields: Fields, hidden: ReadonlySet<string>): Partial<Fields> =>
  // Entries of the same object, which TypeScript does not know any more
  Object.fromEntries(Object.entries(fields).filter(([name]) => !hidden.has(name))) as Partial<Fields>;

/** In how many of the projects that the viewer sees a user takes part; who takes part in none is not in it. */
export type SharedProjects = ReadonlyMap<number, number>;

/** Whether the viewer sees a project. */
export const seesProject = ({ role, userId }: Viewer, { collaborators }: ProjectTeam): boolean =>
  VISIBILITY.projects[role] === 'yes' || collaborators.some((collaborator) => collaborator.userId === userId);

/** Whether the viewer sees a member. */
export const seesUser = (viewer: Viewer, userId: number, shared: SharedProjects): boolean =>
  VISIBILITY.users[viewer.role] === 'yes' || userId === viewer.userId || shared.has(userId);

/**
 * How the viewer sees the profile of a user whom they see, as a member or as a collaborator.
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

/** What the viewer sees of a membership. */
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

/** What the viewer sees of whose a project is. The avatar is the owning user's: without that user, it is nobody's to show. */
export const visibleOwner = (viewer: Viewer, owner: ProjectOwner, { collaborators }: ProjectTeam): ProjectOwner => {
  if (VISIBILITY.owner[viewer.role] === 'yes') return owner;
  const { ownerUserId, developerProfileUserId, ownerAvatar } = owner;
  // Of a project that they see, the viewer is a collaborator themself
  const sees = (id: number | undefined): id is number =>
    id !== undefined && collaborators.some(({ userId }) => userId === id);
  return {
    ...(sees(ownerUserId) ? { ownerUserId } : {}),
    ...(sees(developerProfileUserId) ? { developerProfileUserId } : {}),
    ...(sees(ownerUserId) && ownerAvatar !== undefined ? { ownerAvatar } : {}),
  };
};
