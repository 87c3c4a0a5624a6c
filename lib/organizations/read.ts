import type { Fragment } from '../http/json-stream.ts';
import type { Table } from '../table/call.ts';
import { nominate } from './nominate.ts';
import { type ListRequest, type OpenedOrganization, openOrganizations } from './open-organizations.ts';
import { streamOrganization, type Tally } from './stream-organization.ts';
import { createUserDirectory } from './users.ts';

/**
 * How many organizations are read at once. The window after the one that is being written is read ahead, and nothing
 * beyond it: memory is bounded by two windows' pages, however long the list is.
 */
const WINDOW = 16;

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
  const directory = createUserDirectory(table, request);
  const open = (ids: readonly number[]) => openOrganizations(table, ids, directory, request);
  for await (const window of readAhead(toWindows(await nominate(table, request.principal, request)), open)) {
    for (const organization of window) {
      yield streamOrganization(organization, request.withProjects, directory, tally);
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
