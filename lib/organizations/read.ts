import type { Principal } from '../auth/principal.ts';
import type { Fragment } from '../http/json-stream.ts';
import type { ReadOptions, Table } from '../table/call.ts';
import { isListed } from './lifecycle.ts';
import { confirm, nominate } from './nominate.ts';
import { type OpenedOrganization, openOrganizations, type View } from './open-organizations.ts';
import { streamOrganization, type Tally } from './stream-organization.ts';
import { createUserDirectory } from './users.ts';

/**
 * How many organizations are read at once. The window after the one that is being written is read ahead, and nothing
 * beyond it: memory is bounded by two windows' pages, however long the list is.
 */
const WINDOW = 16;

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
 * @param tally is added to
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, or the reason of an aborted signal
 */
export async function* readOrganizations(
  table: Table,
  request: ListRequest,
  tally: Tally,
): AsyncGenerator<AsyncIterable<Fragment>, void, undefined> {
  const { principal, now, ...options } = request;
  const view: View = {
    ...options,
    viewersOf: (ids) => confirm(table, principal, ids, options),
    shows: (organization) => isListed(organization, now),
  };
  yield* viewOrganizations(table, await nominate(table, principal, options), view, tally);
}

/**
 * Organizations as a view shows them, in the order of the ids, each as a stream of its JSON text; see
 * {@link readOrganizations}.
 */
export async function* viewOrganizations(
  table: Table,
  ids: readonly number[],
  view: View,
  tally: Tally,
): AsyncGenerator<AsyncIterable<Fragment>, void, undefined> {
  const directory = createUserDirectory(table, view);
  const open = (window: readonly number[]) => openOrganizations(table, window, directory, view);
  for await (const window of readAhead(toWindows(ids), open)) {
    for (const organization of window) {
      yield streamOrganization(organization, view.withProjects, directory, tally);
    }
  }
}

/** The first is alone, because it decides how soon the answer starts. */
const toWindows = (ids: readonly number[]): number[][] => {
  const windows = ids.length === 0 ? [] : [ids.slice(0, 1)];
  for (let start = 1; start < ids.length; start += WINDOW) windows.push(ids.slice(start, start + WINDOW));
  return windows;
};

async function* readAhead(
  windows: readonly number[][],
  open: (ids: readonly number[]) => Promise<OpenedOrganization[]>,
): AsyncGenerator<OpenedOrganization[], void, undefined> {
  let ahead: Promise<OpenedOrganization[]> | undefined;
  for (const [index, window] of windows.entries()) {
    const opened = await (ahead ?? open(window));
    const following = windows[index + 1];
    ahead = following && open(following);
    // it is awaited when its turn comes, and has failed for nobody until then
    ahead?.catch(() => undefined);
    yield opened;
  }
}
