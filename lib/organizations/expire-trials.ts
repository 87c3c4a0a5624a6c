import type { ReadOptions, Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { BrokenItemError } from '../table/errors.ts';
import { inParallel } from '../table/in-parallel.ts';
import { decodeOrganization } from '../table/items.ts';
import { idInKey, organizationKey } from '../table/keys.ts';
import { queryIndex } from '../table/query-index.ts';
import { INDEX_SORT_KEY, PARTITION_KEY, TRIAL_PARTITION } from '../table/schema.ts';
import { endOfOverdueDates, isTrialOver } from './lifecycle.ts';

/** A trial that is over by the index. The date is the organization's `trialExpiredDate`, to the letter. */
export type OverdueTrial = { readonly organizationId: number; readonly trialExpiredDate: string };

/**
 * What became of one: `deleted`; `due` where a dry run would delete it; `changed` where it was upgraded, prolonged or deleted
 * meanwhile; `broken` where its item breaks the schema, with the error that names it.
 */
export type ExpiredTrial = OverdueTrial &
  (
    | { readonly outcome: 'deleted' | 'due' | 'changed' }
    | { readonly outcome: 'broken'; readonly error: BrokenItemError }
  );

export type ExpireTrials = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Finds the trials and changes nothing. */
  readonly isDryRun: boolean;
  /** After so many milliseconds or trials no further trial is begun; absent: no limit. */
  readonly limits?: { readonly milliseconds: number; readonly trials: number };
  /** Takes each trial when it is done, in no order. */
  readonly onExpired: (trial: ExpiredTrial) => void;
};

/** Writes in flight. */
const CONCURRENCY = 8;

/**
 * Deletes the organizations whose trials ended more than the grace period ago. It can be run at any time, again and by
 * several at once: what is done is not found again. One broken organization does not keep the others from being looked at.
 * @returns whether all were looked at; false when a limit ended the run, and the next one goes on
 * @throws TableUnavailableError, TableRefusedError; what was done by then stays done
 */
export const expireTrials = async (
  table: Table,
  { now, isDryRun, limits, onExpired }: ExpireTrials,
): Promise<boolean> => {
  const startedAt = now();
  let isComplete = true;

  async function* withinLimits(): AsyncGenerator<OverdueTrial, void, undefined> {
    let begun = 0;
    for await (const trial of overdueTrials(table, startedAt)) {
      isComplete = limits === undefined || (begun < limits.trials && now() - startedAt < limits.milliseconds);
      if (!isComplete) return;
      begun += 1;
      yield trial;
    }
  }

  await inParallel(withinLimits(), CONCURRENCY, async (trial) => {
    onExpired({ ...trial, ...(isDryRun ? { outcome: 'due' } : await outcomeOf(table, trial, startedAt)) });
  });
  return isComplete;
};

const outcomeOf = async (table: Table, trial: OverdueTrial, now: number) => {
  try {
    return { outcome: (await endTrial(table, trial, now)) ? 'deleted' : 'changed' } as const;
  } catch (error) {
    if (!(error instanceof BrokenItemError)) throw error;
    return { outcome: 'broken', error } as const;
  }
};

/**
 * The trials whose grace period is over, those that expired first at the front. The index is eventually consistent, and
 * another service may have changed an organization without its index key: {@link endTrial} decides.
 * @param now milliseconds since 1970
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export async function* overdueTrials(
  table: Table,
  now: number,
  options: ReadOptions = {},
): AsyncGenerator<OverdueTrial, void, undefined> {
  const query = { partition: TRIAL_PARTITION, sortBefore: endOfOverdueDates(now) };
  for await (const page of queryIndex(table, query, options)) {
    for (const entry of page) {
      const [trialExpiredDate = ''] = entry[INDEX_SORT_KEY]?.S?.split('#') ?? [];
      if (isTrialOver({ trialExpiredDate, trialUpgradedDate: null }, now)) {
        yield { organizationId: idInKey(entry[PARTITION_KEY]?.S ?? ''), trialExpiredDate };
      }
    }
  }
}

/**
 * Deletes an organization whose trial is over, on condition of what was read, so that a trial that is upgraded or prolonged in
 * the same moment is kept. Where it was, the organization's index key is corrected: it would be found again for ever.
 * @param now milliseconds since 1970
 * @returns whether the organization was deleted by this
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const endTrial = async (
  table: Table,
  { organizationId, trialExpiredDate }: OverdueTrial,
  now: number,
  options: ReadOptions = {},
): Promise<boolean> => {
  let isDue = false;
  const deletedDate = { S: new Date(now).toISOString() };
  const isChanged = await changeItem(
    table,
    organizationKey(organizationId),
    (item) => {
      if (item === undefined) return undefined;
      isDue =
        item['trialExpiredDate']?.S === trialExpiredDate &&
        item['trialUpgradedDate']?.NULL === true &&
        item['deletedDate'] === undefined;
      // One that is not due is looked at as a whole: if it is broken, somebody has to mend it.
      if (!isDue) decodeOrganization(item);
      return isDue ? { set: { deletedDate } } : {};
    },
    options,
  );
  return isDue && isChanged;
};
