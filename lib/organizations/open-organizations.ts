import type { Principal } from '../auth/principal.ts';
import type { ReadOptions, Table } from '../table/call.ts';
import { isListed } from './lifecycle.ts';
import { confirm } from './nominate.ts';
import { type OpenedPartition, openPartition, type StoredProject } from './partition.ts';
import type { UserDirectory, Users } from './users.ts';
import { seesProject, type Viewer } from './visibility.ts';

export type ListRequest = ReadOptions & {
  readonly principal: Principal;
  /** False leaves the projects out and does not read them. A guest then sees nobody but themself. */
  readonly withProjects: boolean;
  /** Milliseconds since 1970; the whole answer is of this time. */
  readonly now: number;
};

/** An organization that is listed, as far as it was read ahead. */
export type OpenedOrganization = OpenedPartition & {
  readonly id: number;
  readonly viewer: Viewer;
  /** The users that this much of it needs. */
  readonly users: Users;
};

/**
 * Opens some organizations at once and leaves out those that are not the caller's or not listed. Users are read for
 * all of them together, so that a batch is worth its request.
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, or the reason of an aborted signal
 */
export const openOrganizations = async (
  table: Table,
  ids: readonly number[],
  directory: UserDirectory,
  request: ListRequest,
): Promise<OpenedOrganization[]> => {
  const [viewers, ...partitions] = await Promise.all([
    confirm(table, request.principal, ids, request),
    ...ids.map((id) => openPartition(table, id, request.withProjects, request)),
  ]);
  const listed = partitions.flatMap((partition) => {
    const viewer = partition && viewers.get(partition.id);
    if (partition === undefined || viewer === undefined || !isListed(partition.organization, request.now)) return [];
    return [{ ...partition, viewer, projects: partition.projects.filter((project) => seesProject(viewer, project)) }];
  });
  const users = await directory.load(new Set(listed.flatMap(neededUsers)));
  return listed.map((organization) => ({ ...organization, users }));
};

/** For a guest, only those that they will see: themself, and who shares a project with them. */
const neededUsers = ({ viewer, members, projects }: Omit<OpenedOrganization, 'users'>): number[] => [
  ...members.map(({ userId }) => userId).filter((userId) => viewer.role !== 'guest' || userId === viewer.userId),
  ...collaboratorsOf(projects),
];

export const collaboratorsOf = (projects: readonly StoredProject[]): number[] =>
  projects.flatMap(({ collaborators }) => collaborators.map(({ userId }) => userId));
