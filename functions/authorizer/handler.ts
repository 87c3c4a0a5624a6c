import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Authentication } from '../../lib/auth/authenticate.ts';
import type { UseRecording } from '../../lib/auth/record-use.ts';
import { createTableReads } from '../../lib/auth/table-reads.ts';
import { trustIssuers } from '../../lib/auth/trust-issuers.ts';
import { toPublicError } from '../../lib/http/error-response.ts';
import { logFieldsOf } from '../../lib/http/request-context.ts';
import { openTable, readTimeLimitFactor } from '../../lib/table/open-table.ts';
import { writeLastUsed } from '../../lib/table/write-last-used.ts';
import { METRIC } from '../../lib/telemetry/metric.ts';
import { reportSlowReads } from '../../lib/telemetry/report-slow-reads.ts';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { type AuthorizerAnswer, authorize } from './authorizer.ts';
import { authorizerEnvironmentSchema, parseIssuers } from './config.ts';

const environment = z.parse(authorizerEnvironmentSchema, process.env);
const timeLimitFactor = readTimeLimitFactor(process.env);
const telemetry = createTelemetry('authorizer', environment.METRICS_NAMESPACE);
const table = openTable(environment.TABLE_NAME, reportSlowReads(telemetry), timeLimitFactor);

const useRecording: UseRecording = {
  writeLastUsed: (...use) => writeLastUsed(table, ...use),
  onUnrecorded: (error) => {
    telemetry.error('the use of a key was not recorded', error, {});
    telemetry.count(METRIC.unrecordedUses);
  },
  limit: (milliseconds) => AbortSignal.timeout(milliseconds * timeLimitFactor),
};

const authentication: Authentication = {
  ...createTableReads(table),
  useRecording: environment.RECORD_KEY_USE === 'true' ? useRecording : undefined,
  issuers: trustIssuers(parseIssuers(process.env), Date.now, timeLimitFactor),
  now: Date.now,
};

/** An error thrown here becomes API Gateway's AUTHORIZER_FAILURE, a 503. */
export const handler = middy<unknown, AuthorizerAnswer, Error, Context, { startedAt?: number }>()
  .before(({ internal }) => {
    internal.startedAt = Date.now();
  })
  .onError(({ error, event, internal }) => {
    const { code } = toPublicError(error);
    const durationMs = Date.now() - Number(internal.startedAt);
    const fields = { ...logFieldsOf(event), durationMs, outcome: code };
    telemetry.error('the caller could not be authenticated', error, fields);
    telemetry.count(METRIC.failedAuthentications, 1, { kind: code });
  })
  .handler((event: unknown) => authorize(event, authentication, telemetry));
