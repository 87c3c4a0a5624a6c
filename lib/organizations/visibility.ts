import type { MemberRole } from '../contract/model.ts';
import type { ProjectTeam } from '../table/items.ts';

/** Who looks at one organization: an API key, which has a role only, or a user in their role there. */
export type Viewer = { readonly role: MemberRole; readonly userId?: number };

/** The fields of a user that are for themself and for the organization's admins: billing and permissions. */
export const PRIVATE_USER_FIELDS = ['stripeCustomerId', 'hasPendingPayments', 'permissions'] as const;

/** A guest sees the projects on which they are a collaborator; everybody else sees all. */
export const seesProject = (viewer: Viewer, project: ProjectTeam): boolean =>
  viewer.role !== 'guest' || project.collaborators.some(({ userId }) => userId === viewer.userId);

/**
 * A guest sees themself and the users who share a project with them; everybody else sees all.
 * @param sharing the collaborators of all projects that the viewer sees
 */
export const seesUser = (viewer: Viewer, userId: number, sharing: ReadonlySet<number>): boolean =>
  viewer.role !== 'guest' || userId === viewer.userId || sharing.has(userId);

/** Whether the viewer sees {@link PRIVATE_USER_FIELDS} of a user that they see. */
export const seesPrivateFields = (viewer: Viewer, userId: number): boolean =>
  viewer.role === 'admin' || userId === viewer.userId;
