import type { ReadOptions, Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { BrokenItemError } from '../table/errors.ts';
import { inParallel } from '../table/in-parallel.ts';
import { decodeOrganization } from '../table/items.ts';
import { idInKey, keyOf, organizationKey } from '../table/keys.ts';
import { queryIndex } from '../table/query-index.ts';
import { INDEX_SORT_KEY, TRIAL_PARTITION } from '../table/schema.ts';
import { endOfOverdueDates, isGracePeriodOver } from './lifecycle.ts';

/** A trial that is over according to the index. The date is the exact text of the organization's `trialExpiredDate`. */
export type OverdueTrial = { readonly organizationId: number; readonly trialExpiredDate: string };

/**
 * The outcome for one trial. `deleted`: the organization was deleted. `due`: a dry run would delete it. `changed`: it
 * was upgraded, extended or deleted in the meantime. `broken`: its item does not match the schema; the error has the
 * item's key.
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
  /** No further trial is started after this many milliseconds or trials. Absent: no limit. */
  readonly limits?: { readonly milliseconds: number; readonly trials: number };
  /** Called with the outcome of each trial, in no particular order. */
  readonly onExpired: (trial: ExpiredTrial) => void;
};

/** Concurrent writes. */
const CONCURRENCY = 8;

/**
 * Deletes the organizations whose trials ended more than the grace period ago. It is safe to run again, also
 * concurrently: a deleted organization is not found again. A broken item does not stop the run.
 * @returns true if every trial was processed; false if a limit ended the run, and the next run continues
 * @throws TableUnavailableError, TableRefusedError; deletions up to then remain
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
 * The trials whose grace period is over, earliest end first. They are candidates only: the index is eventually
 * consistent, and another service may have changed an organization without its index key. {@link endTrial} checks each
 * one.
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
      if (isGracePeriodOver({ trialExpiredDate, trialUpgradedDate: null }, now)) {
        yield { organizationId: idInKey(keyOf(entry).PK), trialExpiredDate };
      }
    }
  }
}

/**
 * Deletes an organization if its trial is still over. The write is conditional on the item as it was read, so a trial
 * that is upgraded or extended at the same moment is kept. In that case only a stale index key is corrected, because
 * the next run would find it again.
 * @param now milliseconds since 1970
 * @returns whether this call deleted the organization
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
      // Validates the whole item: a broken one is reported, so that an operator can repair it.
      if (!isDue) decodeOrganization(item);
      return isDue ? { set: { deletedDate } } : {};
    },
    options,
  );
  return isDue && isChanged;
};
