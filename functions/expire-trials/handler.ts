import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { openTable, readTimeLimitFactor } from '../../lib/table/open-table.ts';
import { reportSlowReads } from '../../lib/telemetry/report-slow-reads.ts';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { expireTrialsEnvironmentSchema } from './config.ts';
import { reportExpiredTrials } from './report-expired-trials.ts';

const environment = z.parse(expireTrialsEnvironmentSchema, process.env);
const timeLimitFactor = readTimeLimitFactor(process.env);
const telemetry = createTelemetry('expire-trials', environment.METRICS_NAMESPACE);
const collaborators = {
  table: openTable(environment.TABLE_NAME, reportSlowReads(telemetry), timeLimitFactor),
  telemetry,
  now: Date.now,
};

/** The part of the function's time that is reserved for the writes in flight and the report. */
const RESERVED_TIME_MS = 10_000;

/**
 * The most trials in one run. More than this is probably an accident, such as a wrong date in an import. The limit
 * leaves a day to notice it.
 */
const MAX_TRIALS = 10_000;

/** After an error Lambda retries; then the alarm is raised. */
export const handler = middy()
  .onError(({ error }) => telemetry.error('the run ended early', error, {}))
  .handler((event: unknown, context: Context) => {
    const milliseconds = context.getRemainingTimeInMillis() - RESERVED_TIME_MS;
    return reportExpiredTrials(event, collaborators, { milliseconds, trials: MAX_TRIALS });
  });
