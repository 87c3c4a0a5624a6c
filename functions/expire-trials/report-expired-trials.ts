import * as z from 'zod/mini';
import { type ExpiredTrial, expireTrials } from '../../lib/organizations/expire-trials.ts';
import type { Table } from '../../lib/table/call.ts';
import { METRIC } from '../../lib/telemetry/metric.ts';
import type { Telemetry } from '../../lib/telemetry/telemetry.ts';

/** The schedule sends no `dryRun`; by hand, `{"dryRun":true}` counts without writing. */
const eventSchema = z.object({ dryRun: z._default(z.boolean(), false) });

export type ReportExpiredTrials = {
  readonly table: Table;
  readonly telemetry: Telemetry;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

export type ExpireTrialsReport = {
  /** Organizations that were deleted, or would be in a dry run. */
  readonly expired: number;
  /** Trials that are over by the index only: upgraded, prolonged or deleted meanwhile. */
  readonly changed: number;
  /** Organizations whose items are broken; they are named in the log and left alone. */
  readonly broken: number;
  /** False when the run came to its limit; the next one goes on. */
  readonly isComplete: boolean;
  readonly dryRun: boolean;
};

const COUNTED_AS = { deleted: 'expired', due: 'expired', changed: 'changed', broken: 'broken' } as const;

/**
 * Deletes the organizations whose trials are over, and reports the run to the operators.
 * @param limits after `milliseconds` or `trials` no further trial is begun
 * @throws TableUnavailableError, TableRefusedError; what was done by then stays done
 */
export const reportExpiredTrials = async (
  event: unknown,
  { table, telemetry, now }: ReportExpiredTrials,
  limits: { readonly milliseconds: number; readonly trials: number },
): Promise<ExpireTrialsReport> => {
  const { dryRun } = z.parse(eventSchema, event);
  const startedAt = now();
  const counts = { expired: 0, changed: 0, broken: 0 };
  const onExpired = (trial: ExpiredTrial) => {
    counts[COUNTED_AS[trial.outcome]] += 1;
    if (trial.outcome === 'broken') {
      telemetry.error('a trial cannot be ended', trial.error, { item: trial.error.key });
    }
  };
  const isComplete = await expireTrials(table, { now, isDryRun: dryRun, limits, onExpired });
  const report = { ...counts, isComplete, dryRun };
  telemetry.info('expired trials', { ...report, durationMs: now() - startedAt });
  if (!dryRun) {
    telemetry.count(METRIC.expiredTrials, counts.expired);
    telemetry.count(METRIC.unfinishedRuns, isComplete && counts.broken === 0 ? 0 : 1);
  }
  return report;
};
