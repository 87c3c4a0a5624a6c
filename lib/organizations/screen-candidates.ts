import type { ReadOptions, Table } from '../table/call.ts';
import { getItems } from '../table/get.ts';
import { decodeLifecycle, LIFECYCLE_ATTRIBUTES, type OrganizationLifecycle } from '../table/items.ts';
import { idInKey, keyOf, organizationKey } from '../table/keys.ts';
import { PARTITION_KEY } from '../table/schema.ts';

/**
 * How many organizations are screened together: the keys of 16 requests, which are sent at once. Those that are shown
 * are kept, so it reads nothing twice. Fewer at first would add a round trip for every step.
 */
const SCREENED_TOGETHER = 1_600;

/** The ids of organizations that have not been read yet, ascending. */
export type Candidates = {
  /**
   * Takes the next ids. It may be called again before it has answered.
   * @param count at most this many
   * @returns an empty array only when no ids are left
   */
  readonly take: (count: number) => Promise<readonly number[]>;
  /** From now on, `take` leaves out organizations that are not shown. */
  readonly startScreening: () => void;
};

/**
 * @param pages of ids. The first is read when it is wanted; each other one while the ids of the one before are taken
 * @param filterShown returns the ids whose organizations are shown, in the given order
 */
export const createCandidates = (
  pages: AsyncIterator<readonly number[], void> | Iterator<readonly number[], void>,
  filterShown: (ids: readonly number[]) => Promise<readonly number[]>,
): Candidates => {
  let isScreening = false;
  let page: readonly number[] | undefined;
  let position = 0;
  let nextPage: Promise<IteratorResult<readonly number[], void>> | undefined;
  let screened: readonly number[] = [];
  const readPage = () => {
    nextPage ??= Promise.resolve(pages.next());
    // A rejection is handled when the page is wanted; until then Node.js must not report it as unhandled
    nextPage.catch(() => undefined);
    return nextPage;
  };
  const next = async (count: number): Promise<readonly number[]> => {
    // The reader has gone on, so that the next page will be wanted
    void readPage();
    while (page === undefined || position === page.length) {
      const { done, value } = await readPage();
      if (done === true) return [];
      [page, position, nextPage] = [value, 0, undefined];
    }
    const taken = page.slice(position, position + count);
    position += taken.length;
    return taken;
  };
  const takeScreened = async (count: number): Promise<readonly number[]> => {
    while (screened.length === 0) {
      const ids = await next(SCREENED_TOGETHER);
      if (ids.length === 0) return ids;
      screened = await filterShown(ids);
    }
    const taken = screened.slice(0, count);
    screened = screened.slice(count);
    return taken;
  };
  let lastTaken: Promise<unknown> = Promise.resolve();
  const take: Candidates['take'] = (count) => {
    const taken = lastTaken.then(() => (isScreening ? takeScreened(count) : next(count)));
    lastTaken = taken;
    return taken;
  };
  return {
    take,
    startScreening: () => {
      isScreening = true;
    },
  };
};

/**
 * The ids whose organizations are shown, in the given order. It reads the organizations' own items only: half a read
 * unit each, whatever the size of the partition.
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, or the reason of an aborted signal
 */
export const filterShown = async (
  table: Table,
  ids: readonly number[],
  view: ReadOptions & {
    readonly shows: (organization: OrganizationLifecycle) => boolean;
    readonly consistent?: boolean;
  },
): Promise<readonly number[]> => {
  const items = await getItems(table, ids.map(organizationKey), {
    ...view,
    consistent: view.consistent ?? false,
    projection: [PARTITION_KEY, ...LIFECYCLE_ATTRIBUTES],
  });
  const shown = new Set(
    items.filter((item) => view.shows(decodeLifecycle(item))).map((item) => idInKey(keyOf(item).PK)),
  );
  return ids.filter((id) => shown.has(id));
};
