import type { ReadOptions, Table } from '../table/call.ts';
import type { OrganizationLifecycle } from '../table/items.ts';
import type { UserLoader, Users } from './load-users.ts';
import { type OpenedPartition, openPartition, type StoredProject } from './partition.ts';
import { seesProject, type Viewer } from './visibility.ts';

/** How organizations are looked at. */
export type View = ReadOptions & {
  /** Who looks at each of them; those that nobody looks at are left out. */
  readonly viewersOf: (ids: readonly number[]) => Promise<ReadonlyMap<number, Viewer>>;
  /** Whether an organization is shown at all. */
  readonly shows: (organization: OrganizationLifecycle) => boolean;
  /** False leaves the projects out and does not read them. A guest then sees nobody but themself. */
  readonly withProjects: boolean;
  /** Whether everything is read strongly consistent; who looks always is. */
  readonly consistent?: boolean;
};

/** An organization that is shown, as far as it was read ahead. */
export type OpenedOrganization = OpenedPartition & {
  readonly id: number;
  readonly viewer: Viewer;
  /** The users that this much of it needs. */
  readonly users: Users;
};

/**
 * Opens some organizations at once and leaves out those that are not shown. Users are read for all of them together, so
 * that a batch is worth its request.
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, or the reason of an aborted signal
 */
export const openOrganizations = async (
  table: Table,
  ids: readonly number[],
  userLoader: UserLoader,
  view: View,
): Promise<OpenedOrganization[]> => {
  const [viewers, ...partitions] = await Promise.all([
    view.viewersOf(ids),
    ...ids.map((id) => openPartition(table, id, view)),
  ]);
  const shown = partitions.flatMap((partition) => {
    const viewer = partition && viewers.get(partition.id);
    if (partition === undefined || viewer === undefined || !view.shows(partition.organization)) return [];
    return [{ ...partition, viewer, projects: partition.projects.filter((project) => seesProject(viewer, project)) }];
  });
  const needed = new Set<number>();
  for (const organization of shown) addNeededUsers(needed, organization);
  const users = await userLoader.load(needed);
  return shown.map((organization) => ({ ...organization, users }));
};

/** For a guest, only those that they will see: themself, and who shares a project with them. */
const addNeededUsers = (ids: Set<number>, { viewer, members, projects }: Omit<OpenedOrganization, 'users'>): void => {
  for (const { userId } of members) if (viewer.role !== 'guest' || userId === viewer.userId) ids.add(userId);
  addCollaborators(ids, projects);
};

/** @returns the same set, to which the ids of all who work on the projects were added */
export const addCollaborators = (ids: Set<number>, projects: readonly StoredProject[]): Set<number> => {
  for (const { collaborators } of projects) for (const { userId } of collaborators) ids.add(userId);
  return ids;
};
