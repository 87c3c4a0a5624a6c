import * as z from 'zod/mini';
import { type ExpiredTrial, expireTrials } from '../../lib/organizations/expire-trials.ts';
import type { Table } from '../../lib/table/call.ts';
import { METRIC } from '../../lib/telemetry/metric.ts';
import type { Telemetry } from '../../lib/telemetry/telemetry.ts';

/** The schedule sends no `dryRun`. An operator can send `{"dryRun":true}` to count without writing. */
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
  /** Trials that are over only according to the index: they were upgraded, extended or deleted in the meantime. */
  readonly changed: number;
  /** Organizations whose items do not match the schema. They are logged and not changed. */
  readonly broken: number;
  /** False if the run reached a limit. The next run continues. */
  readonly isComplete: boolean;
  readonly dryRun: boolean;
};

const COUNTED_AS = { deleted: 'expired', due: 'expired', changed: 'changed', broken: 'broken' } as const;

/**
 * Deletes the organizations whose trials are over. Logs and counts the results for operators.
 * @param limits no further trial is started after `milliseconds` or `trials`
 * @throws TableUnavailableError, TableRefusedError; deletions up to then remain
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
