import type { ReadOptions, Table } from '../table/call.ts';
import type { OrganizationLifecycle, ProjectTeam } from '../table/items.ts';
import type { UserLoader, Users } from './load-users.ts';
import { type OpenedPartition, openPartition } from './partition.ts';
import { type SharedProjects, seesProject, seesUser, type Viewer } from './visibility.ts';

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
  /** Of the projects that came along. */
  readonly shared: SharedProjects;
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
    const projects = partition.projects.filter((project) => seesProject(viewer, project));
    return [{ ...partition, viewer, projects, shared: countCollaborators(new Map(), projects) }];
  });
  const needed = new Set<number>();
  for (const { viewer, members, shared } of shown) {
    for (const userId of shared.keys()) needed.add(userId);
    for (const { userId } of members) if (seesUser(viewer, userId, shared)) needed.add(userId);
  }
  const users = await userLoader.load(needed);
  return shown.map((organization) => ({ ...organization, users }));
};

/** @returns the same map, to which was added on how many of the projects each user collaborates */
export const countCollaborators = (
  counts: Map<number, number>,
  projects: readonly ProjectTeam[],
): Map<number, number> => {
  for (const { collaborators } of projects) {
    let previous: number | undefined;
    // They ascend, so a user who is stored twice stands beside themself
    for (const { userId } of collaborators) {
      if (userId !== previous) counts.set(userId, (counts.get(userId) ?? 0) + 1);
      previous = userId;
    }
  }
  return counts;
};
