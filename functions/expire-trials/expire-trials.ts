import * as z from 'zod/mini';
import { endTrial, type OverdueTrial, overdueTrials } from '../../lib/organizations/end-trial.ts';
import type { Table } from '../../lib/table/call.ts';
import { BrokenItemError } from '../../lib/table/errors.ts';
import { inParallel } from '../../lib/table/in-parallel.ts';
import { METRIC } from '../../lib/telemetry/metric.ts';
import type { Telemetry } from '../../lib/telemetry/telemetry.ts';

/** The schedule sends no `dryRun`; by hand, `{"dryRun":true}` counts without writing. */
const eventSchema = z.object({ dryRun: z._default(z.boolean(), false) });

/** Writes in flight. */
const CONCURRENCY = 8;

export type ExpireTrials = {
  readonly table: Table;
  readonly telemetry: Telemetry;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

export type ExpireTrialsReport = {
  /** Organizations that were deleted, or would be in a dry run. */
  readonly expired: number;
  /** Trials that the index took for over, and their organizations not: upgraded, prolonged or deleted meanwhile. */
  readonly changed: number;
  /** Organizations whose items are broken; they are named in the log and left alone. */
  readonly broken: number;
  /** False when the run came to its limit; the next one goes on. */
  readonly isComplete: boolean;
  readonly dryRun: boolean;
};

/**
 * Deletes the organizations whose trials ended more than the grace period ago. It can be run at any time, again and by
 * several at once: what is done is not found again.
 * @param limits after `milliseconds` or `trials` no further trial is begun
 * @throws TableUnavailableError, TableRefusedError; what was done by then stays done
 */
export const expireTrials = async (
  event: unknown,
  { table, telemetry, now }: ExpireTrials,
  limits: { readonly milliseconds: number; readonly trials: number },
): Promise<ExpireTrialsReport> => {
  const { dryRun } = z.parse(eventSchema, event);
  const startedAt = now();
  const counts = { expired: 0, changed: 0, broken: 0 };
  let isComplete = true;

  async function* withinLimits(): AsyncGenerator<OverdueTrial, void, undefined> {
    let begun = 0;
    for await (const trial of overdueTrials(table, startedAt)) {
      isComplete = begun < limits.trials && now() - startedAt < limits.milliseconds;
      if (!isComplete) return;
      begun += 1;
      yield trial;
    }
  }

  /** One broken organization must not keep all others from being looked at, every day. */
  const reportBroken = (error: unknown): undefined => {
    if (!(error instanceof BrokenItemError)) throw error;
    telemetry.error('a trial cannot be ended', error, { item: error.key });
    counts.broken += 1;
  };

  await inParallel(withinLimits(), CONCURRENCY, async (trial) => {
    const isExpired = dryRun || (await endTrial(table, trial, startedAt).catch(reportBroken));
    if (isExpired !== undefined) counts[isExpired ? 'expired' : 'changed'] += 1;
  });

  const report = { ...counts, isComplete, dryRun };
  telemetry.info('expired trials', { ...report, durationMs: now() - startedAt });
  if (!dryRun) {
    telemetry.count(METRIC.expiredTrials, counts.expired);
    telemetry.count(METRIC.unfinishedRuns, isComplete && counts.broken === 0 ? 0 : 1);
  }
  return report;
};
