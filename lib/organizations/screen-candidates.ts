import type { ReadOptions, Table } from '../table/call.ts';
import { getItems } from '../table/get.ts';
import { decodeLifecycle, LIFECYCLE_ATTRIBUTES, type OrganizationLifecycle } from '../table/items.ts';
import { idInKey, organizationKey } from '../table/keys.ts';
import { PARTITION_KEY } from '../table/schema.ts';

/** How many organizations are screened at once: the keys of one request, and twice as many after each that found nothing. */
const FEWEST_SCREENED = 100;
const MOST_SCREENED = 1_600;

/** The ids of organizations that are still to be read, ascending. */
export type Candidates = {
  /**
   * The next of them.
   * @param count how many at the most
   * @returns none at the end, and never before
   */
  readonly take: (count: number) => Promise<readonly number[]>;
  /** From now on, those that are not shown are left out. */
  readonly startScreening: () => void;
};

/** @param keepShown gives those of the ids, in their order, whose organization is shown */
export const createCandidates = (
  ids: readonly number[],
  keepShown: (ids: readonly number[]) => Promise<readonly number[]>,
): Candidates => {
  let isScreening = false;
  let position = 0;
  let screened: readonly number[] = [];
  const next = (count: number): readonly number[] => {
    const taken = ids.slice(position, position + count);
    position += taken.length;
    return taken;
  };
  const takeScreened = async (count: number): Promise<readonly number[]> => {
    for (let size = FEWEST_SCREENED; screened.length === 0 && position < ids.length; size *= 2) {
      screened = await keepShown(next(Math.min(size, MOST_SCREENED)));
    }
    const taken = screened.slice(0, count);
    screened = screened.slice(count);
    return taken;
  };
  return {
    take: async (count) => (isScreening ? takeScreened(count) : next(count)),
    startScreening: () => {
      isScreening = true;
    },
  };
};

/**
 * Those of the ids, in their order, whose organization is shown, by the organizations' own items: half a read unit each,
 * however large their partitions are.
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, or the reason of an aborted signal
 */
export const listShown = async (
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
    items.filter((item) => view.shows(decodeLifecycle(item))).map((item) => idInKey(item[PARTITION_KEY]?.S ?? '')),
  );
  return ids.filter((id) => shown.has(id));
};
