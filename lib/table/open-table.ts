import * as z from 'zod/mini';
import type { Table } from './call.ts';
import { CALL_LIMIT_MS, createTableClient } from './client.ts';
import type { OnSlowReads } from './fast-reads.ts';

/** The name of the variable that lengthens a function's limits of time. The stack never sets it. */
export const TIME_LIMIT_FACTOR = 'TIME_LIMIT_FACTOR';

/** Production's limits, and at most a minute for each of their seconds. */
const environmentSchema = z.object({
  [TIME_LIMIT_FACTOR]: z._default(z.coerce.number().check(z.gte(1), z.lte(60)), 1),
});

/**
 * By what a function multiplies its limits of time: 1 in production. A busy laptop waits, where production answers 503.
 * @throws z.core.$ZodError for what is no number from 1 to 60
 */
export const readTimeLimitFactor = (environment: object): number =>
  z.parse(environmentSchema, environment)[TIME_LIMIT_FACTOR];

/** A table as functions use it. @param timeLimitFactor see {@link readTimeLimitFactor} */
export const openTable = (name: string, onSlowReads: OnSlowReads, timeLimitFactor: number): Table => ({
  client: createTableClient(onSlowReads, timeLimitFactor),
  name,
  callLimitMs: CALL_LIMIT_MS * timeLimitFactor,
});
