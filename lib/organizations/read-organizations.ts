import type { Principal } from '../auth/principal.ts';
import type { Fragment } from '../contract/fragment.ts';
import type { ReadOptions, Table } from '../table/call.ts';
import { isListed } from './lifecycle.ts';
import { createUserLoader } from './load-users.ts';
import { candidatePages, resolveMemberships } from './memberships.ts';
import { type OpenedOrganization, openOrganizations, type View } from './open-organizations.ts';
import { type Candidates, createCandidates, filterShown } from './screen-candidates.ts';
import { type Counters, streamOrganization } from './stream-organization.ts';

/** The number of organizations that are read together at first, and the largest: as many as a batch has keys. */
const FIRST_WINDOW = 16;
const LARGEST_WINDOW = 100;

/** About how many projects and members a window should hold. One is in memory for being written, others are read ahead. */
const WINDOW_PROJECTS = 300;
const WINDOW_MEMBERS = 2_000;

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
  yield* viewCandidates(table, candidatePages(table, principal, options), view, counters);
}

/**
 * The organizations that a view shows, in the order of `ids`, each as a stream of its JSON text; see
 * {@link readOrganizations}.
 */
export const viewOrganizations = (
  table: Table,
  ids: readonly number[],
  view: View,
  counters: Counters,
): AsyncGenerator<AsyncIterable<Fragment>, void, undefined> => viewCandidates(table, [ids].values(), view, counters);

async function* viewCandidates(
  table: Table,
  pages: Parameters<typeof createCandidates>[0],
  view: View,
  counters: Counters,
): AsyncGenerator<AsyncIterable<Fragment>, void, undefined> {
  const userLoader = createUserLoader(table, view);
  const candidates = createCandidates(pages, (screened) => filterShown(table, screened, view));
  const open = (window: readonly number[], isFirst: boolean) =>
    openOrganizations(table, window, userLoader, { ...view, isFirst });
  for await (const window of readAhead(candidates, open)) {
    for (const organization of window) {
      yield streamOrganization(organization, view.withProjects, userLoader, counters);
    }
  }
}

/**
 * Reads organizations in windows, the next one while the current one is written. The first window has one organization
 * only, because it decides how soon the answer starts. The others grow while the list goes on, as far as the projects and
 * members of the one before allow, so that memory holds a few windows whatever the size of the list. While they have their
 * full size, two are read ahead: one waits for its users while the other waits for its partitions. After the first window
 * with an organization that is not shown, the rest are screened before their partitions are read: there may be thousands
 * of them.
 */
async function* readAhead(
  candidates: Candidates,
  open: (ids: readonly number[], isFirst: boolean) => Promise<OpenedOrganization[]>,
): AsyncGenerator<OpenedOrganization[], void, undefined> {
  let size = 1;
  const openNext = async (isFirst = false) => {
    const ids = await candidates.take(size);
    const opened = await open(ids, isFirst);
    if (opened.length > 0) size = sizeAfter(opened, ids.length);
    if (opened.length < ids.length) candidates.startScreening();
    return { opened, isLast: ids.length === 0 };
  };
  const ahead: ReturnType<typeof openNext>[] = [];
  const readOn = () => {
    while (ahead.length < (size < LARGEST_WINDOW ? 1 : 2)) {
      const next = openNext();
      // A rejection is handled when the window is awaited; until then Node.js must not report it as unhandled
      next.catch(() => undefined);
      ahead.push(next);
    }
  };
  let window = await openNext(true);
  yield window.opened;
  for (readOn(); !window.isLast; ) {
    window = (await ahead.shift()) ?? window;
    readOn();
    yield window.opened;
  }
}

/** @param read how many organizations were read for the window, hidden ones included */
const sizeAfter = (opened: readonly OpenedOrganization[], read: number): number => {
  const fitting = (room: number, count: (organization: OpenedOrganization) => number) => {
    const taken = opened.reduce((sum, organization) => sum + count(organization), 0);
    return Math.floor((room * opened.length) / Math.max(1, taken));
  };
  const fittingProjects = fitting(WINDOW_PROJECTS, ({ projects }) => projects.length);
  const fittingMembers = fitting(WINDOW_MEMBERS, ({ members, laterMembers }) =>
    laterMembers === undefined ? members.length : WINDOW_MEMBERS,
  );
  const grown = Math.min(LARGEST_WINDOW, Math.max(FIRST_WINDOW, 2 * read));
  return Math.max(1, Math.min(grown, fittingProjects, fittingMembers));
};
