import type { ReadOptions, Table } from '../table/call.ts';
import type { OrganizationLifecycle, ProjectTeam } from '../table/items.ts';
import type { UserLoader, Users } from './load-users.ts';
import { type OpenedPartition, openPartition } from './partition.ts';
import { type SharedProjects, seesProject, seesUser, type Viewer } from './visibility.ts';

/** What a caller sees of organizations. */
export type View = ReadOptions & {
  /** The viewer of each organization. Organizations without a viewer are left out. */
  readonly viewersOf: (ids: readonly number[]) => Promise<ReadonlyMap<number, Viewer>>;
  /** Whether an organization is shown at all. */
  readonly shows: (organization: OrganizationLifecycle) => boolean;
  /** If false, projects are neither read nor shown. A guest then sees no other user. */
  readonly withProjects: boolean;
  /** Whether organizations, projects and users are read strongly consistent. Viewers always are. */
  readonly consistent?: boolean;
};

/** An organization that the viewer sees, with the part of it that has been read. */
export type OpenedOrganization = OpenedPartition & {
  readonly id: number;
  readonly viewer: Viewer;
  /** Collaborators of the projects that have been read. */
  readonly shared: SharedProjects;
  /** The users that the part read so far refers to. */
  readonly users: Users;
};

/**
 * Opens several organizations concurrently and leaves out those that are not shown. Their users are loaded together, to
 * save requests.
 * @param view `isFirst`: whether a client waits for them
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, or the reason of an aborted signal
 */
export const openOrganizations = async (
  table: Table,
  ids: readonly number[],
  userLoader: UserLoader,
  view: View & { readonly isFirst?: boolean },
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

/**
 * Counts in how many of the projects each user collaborates.
 * @param counts is added to
 * @returns `counts`
 */
export const countCollaborators = (
  counts: Map<number, number>,
  projects: readonly ProjectTeam[],
): Map<number, number> => {
  for (const { collaborators } of projects) {
    let previous: number | undefined;
    // Collaborators are sorted by id, so duplicates of a user are adjacent
    for (const { userId } of collaborators) {
      if (userId !== previous) counts.set(userId, (counts.get(userId) ?? 0) + 1);
      previous = userId;
    }
  }
  return counts;
};
