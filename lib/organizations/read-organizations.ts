import type { Principal } from '../auth/principal.ts';
import type { Fragment } from '../contract/fragment.ts';
import type { ReadOptions, Table } from '../table/call.ts';
import { isListed } from './lifecycle.ts';
import { createUserLoader } from './load-users.ts';
import { listCandidateIds, resolveMemberships } from './memberships.ts';
import { type OpenedOrganization, openOrganizations, type View } from './open-organizations.ts';
import { type Candidates, createCandidates, filterShown } from './screen-candidates.ts';
import { type Counters, streamOrganization } from './stream-organization.ts';

/** The largest number of organizations that are read together. */
const WINDOW = 16;

/** About how many projects a window should hold. Two windows are in memory: one being written, one being read ahead. */
const WINDOW_PROJECTS = 300;

/** What a caller of the API asks for. */
export type ListRequest = ReadOptions & {
  readonly principal: Principal;
  readonly withProjects: boolean;
  /** Milliseconds since 1970. The whole answer reflects this time. */
  readonly now: number;
};

/**
 * The caller's organizations, ascending by id, each as a stream of its JSON text. Each stream must be read to its end
 * before the next one is taken.
 * @param counters is added to
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, or the reason of an aborted signal
 */
export async function* readOrganizations(
  table: Table,
  request: ListRequest,
  counters: Counters,
): AsyncGenerator<AsyncIterable<Fragment>, void, undefined> {
  const { principal, now, ...options } = request;
  const view: View = {
    ...options,
    viewersOf: (ids) => resolveMemberships(table, principal, ids, options),
    shows: (organization) => isListed(organization, now),
  };
  yield* viewOrganizations(table, await listCandidateIds(table, principal, options), view, counters);
}

/**
 * The organizations that a view shows, in the order of `ids`, each as a stream of its JSON text; see
 * {@link readOrganizations}.
 */
export async function* viewOrganizations(
  table: Table,
  ids: readonly number[],
  view: View,
  counters: Counters,
): AsyncGenerator<AsyncIterable<Fragment>, void, undefined> {
  const userLoader = createUserLoader(table, view);
  const candidates = createCandidates(ids, (screened) => filterShown(table, screened, view));
  const open = (window: readonly number[]) => openOrganizations(table, window, userLoader, view);
  for await (const window of readAhead(candidates, open)) {
    for (const organization of window) {
      yield streamOrganization(organization, view.withProjects, userLoader, counters);
    }
  }
}

/**
 * Reads organizations in windows, the next one while the current one is written. The first window has one organization
 * only, because it decides how soon the answer starts. The size of a window follows from the number of projects in the
 * one before, so that memory holds two windows whatever the size of the list. After the first window with an
 * organization that is not shown, the rest are screened before their partitions are read: there may be thousands of
 * them.
 */
async function* readAhead(
  candidates: Candidates,
  open: (ids: readonly number[]) => Promise<OpenedOrganization[]>,
): AsyncGenerator<OpenedOrganization[], void, undefined> {
  let size = 1;
  const openNext = async () => {
    const ids = await candidates.take(size);
    const opened = await open(ids);
    if (opened.length > 0) size = sizeAfter(opened);
    if (opened.length < ids.length) candidates.startScreening();
    return { opened, isLast: ids.length === 0 };
  };
  let window = await openNext();
  yield window.opened;
  for (let ahead = openNext(); !window.isLast; ) {
    window = await ahead;
    ahead = openNext();
    // A rejection is handled when the window is awaited; until then Node.js must not report it as unhandled
    ahead.catch(() => undefined);
    yield window.opened;
  }
}

const sizeAfter = (opened: readonly OpenedOrganization[]): number => {
  const projects = opened.reduce((sum, organization) => sum + organization.projects.length, 0);
  return Math.max(1, Math.min(WINDOW, Math.floor((WINDOW_PROJECTS * opened.length) / Math.max(1, projects))));
};
