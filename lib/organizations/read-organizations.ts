import type { Principal } from '../auth/principal.ts';
import type { Fragment } from '../contract/fragment.ts';
import type { ReadOptions, Table } from '../table/call.ts';
import { isListed } from './lifecycle.ts';
import { createUserLoader } from './load-users.ts';
import { listCandidateIds, resolveMemberships } from './memberships.ts';
import { type OpenedOrganization, openOrganizations, type View } from './open-organizations.ts';
import { type Candidates, createCandidates, listShown } from './screen-candidates.ts';
import { type Counters, streamOrganization } from './stream-organization.ts';

/** How many organizations are read at once, at the most. */
const WINDOW = 16;

/** How many projects a window is to bring along, about. One window is held while the next is read ahead. */
const WINDOW_PROJECTS = 300;

/** What a caller of the API asks for. */
export type ListRequest = ReadOptions & {
  readonly principal: Principal;
  readonly withProjects: boolean;
  /** Milliseconds since 1970; the whole answer is of this time. */
  readonly now: number;
};

/**
 * The caller's organizations, ascending by id, each as a stream of its JSON text that must be read to its end before
 * the next is taken.
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
 * Organizations as a view shows them, in the order of the ids, each as a stream of its JSON text; see
 * {@link readOrganizations}.
 */
export async function* viewOrganizations(
  table: Table,
  ids: readonly number[],
  view: View,
  counters: Counters,
): AsyncGenerator<AsyncIterable<Fragment>, void, undefined> {
  const userLoader = createUserLoader(table, view);
  const candidates = createCandidates(ids, (screened) => listShown(table, screened, view));
  const open = (window: readonly number[]) => openOrganizations(table, window, userLoader, view);
  for await (const window of readAhead(candidates, open)) {
    for (const organization of window) {
      yield streamOrganization(organization, view.withProjects, userLoader, counters);
    }
  }
}

/**
 * Windows of organizations, each read while the one before it is written. The first is one organization alone, because
 * it decides how soon the answer starts. Memory is bounded by two windows, however long the list is and whatever
 * the size of an organization: what a window brought along says how many the next may have. From the first window with an
 * organization that is not shown on, the rest are screened before their partitions are read: there may be thousands.
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
    // It is awaited when its turn comes, and has failed for nobody until then
    ahead.catch(() => undefined);
    yield window.opened;
  }
}

const sizeAfter = (opened: readonly OpenedOrganization[]): number => {
  const projects = opened.reduce((sum, organization) => sum + organization.projects.length, 0);
  return Math.max(1, Math.min(WINDOW, Math.floor((WINDOW_PROJECTS * opened.length) / Math.max(1, projects))));
};
