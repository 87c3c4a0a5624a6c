import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { nameOfPrincipal } from '../../lib/auth/principal.ts';
import { AnswerLimit } from '../../lib/http/answer-limit.ts';
import { toPublicError } from '../../lib/http/error-response.ts';
import { jsonStream } from '../../lib/http/json-stream.ts';
import { readOrganizations } from '../../lib/organizations/read-organizations.ts';
import type { Counters } from '../../lib/organizations/stream-organization.ts';
import type { Consumption, Table } from '../../lib/table/call.ts';
import { TableUnavailableError } from '../../lib/table/errors.ts';
import { createReadAhead, type ReadAhead } from '../../lib/table/read-ahead.ts';
import { METRIC } from '../../lib/telemetry/metric.ts';
import type { Telemetry } from '../../lib/telemetry/telemetry.ts';
import type { ListOrganizationsRequest } from './event.ts';

/** The longest time that a client waits for the first organization or a 503. */
const START_LIMIT_MS = 2600;

/** The part of the function's time that is reserved for ending an answer properly. */
const RESERVED_TIME_MS = 1500;

/** The reason that aborts pending reads when the answer is closed. Nobody receives it. */
const ANSWER_CLOSED = new Error('the answer was closed');

/** The collaborators of {@link listOrganizations}. */
export type ListOrganizations = {
  readonly table: Table;
  readonly telemetry: Telemetry;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Multiplies {@link START_LIMIT_MS} and {@link RESERVED_TIME_MS}. Absent: 1. */
  readonly timeLimitFactor?: number;
  /** Remembers what earlier answers read. Absent: every read starts when it is wanted. */
  readonly readAhead?: ReadAhead;
};

/**
 * Lists the caller's organizations as the body of the answer. The first organization is read before this returns, so
 * that most errors still get their proper status.
 * @param getRemainingTime milliseconds until Lambda ends the function; before that, the body ends as a failure
 * @param limit beyond it, the body ends as a failure, too
 * @returns bytes if the answer is complete without waiting, because a stream would cost more than its JSON; otherwise a
 *   stream
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, all before the first byte
 */
export const listOrganizations = async (
  request: ListOrganizationsRequest,
  { table, telemetry, now, timeLimitFactor = 1, readAhead = createReadAhead() }: ListOrganizations,
  requestId: string,
  getRemainingTime: () => number,
  limit = new AnswerLimit(),
): Promise<Readable | Buffer> => {
  const startedAt = now();
  const reading = new AbortController();
  const limitTo = (ms: number) => setTimeout(() => reading.abort(new TableUnavailableError('out of time')), ms);
  const counters: Counters = { organizations: 0, projects: 0 };
  const consumption: Consumption = { units: 0 };
  const options = { signal: reading.signal, consumption };
  const caller = nameOfPrincipal(request.principal);
  const ahead = readAhead.start(table, `${caller} ${request.withProjects}`, options);
  const organizations = readOrganizations(ahead.table, { ...request, ...options, now: startedAt }, counters);
  const startTimer = limitTo(START_LIMIT_MS * timeLimitFactor);
  const first = await organizations
    .next()
    .catch((error: unknown) => {
      reading.abort(ANSWER_CLOSED);
      throw error;
    })
    .finally(() => clearTimeout(startTimer));
  ahead.begin();
  const timer = limitTo(getRemainingTime() - RESERVED_TIME_MS * timeLimitFactor);

  let outcome = 'success';
  let body: Readable | undefined;
  const onFailure = (error: unknown): string => {
    const { text, code } = toPublicError(error);
    // The client has disconnected and cannot receive the ending. The error is the connection's, not the answer's
    if (body?.destroyed) return text;
    outcome = code;
    telemetry.error('the answer ended early', error, { requestId });
    telemetry.count(METRIC.partialAnswers, 1, { kind: code });
    return text;
  };
  let bytes = 0;
  const onEnd = (ending: string): void => {
    clearTimeout(timer);
    // Lambda may stop the process now, and reads that nobody waits for with it
    reading.abort(ANSWER_CLOSED);
    if (ending === 'success') ahead.remember();
    telemetry.info('listed', {
      requestId,
      principal: caller,
      ...counters,
      bytes,
      readUnits: consumption.units,
      durationMs: now() - startedAt,
      outcome: ending,
    });
  };
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    return chunk;
  };
  const json = jsonStream(startingWith(first, organizations), onFailure, (written, parts) =>
    limit.ensureRoom(written, parts),
  );
  const chunks = mapEach(json, count);
  const whole = await takeWhole(chunks);
  if (whole instanceof Buffer) {
    onEnd(outcome);
    return whole;
  }
  const stream = Readable.from(whole);
  body = stream;
  const destroy = stream._destroy.bind(stream);
  // Without this, `_destroy` waits for the pending read, which may hang
  stream._destroy = (error, done) => {
    reading.abort(ANSWER_CLOSED);
    destroy(error, done);
  };
  return stream.once('close', () => onEnd(stream.readableEnded ? outcome : 'client-gone'));
};

/** The only chunk of a body that is complete without waiting; otherwise all chunks. */
const takeWhole = async (chunks: AsyncGenerator<Buffer, void, undefined>): Promise<Buffer | AsyncIterable<Buffer>> => {
  const first = await chunks.next();
  const second = chunks.next();
  // A rejection is handled when this is awaited; until then Node.js must not report it as unhandled
  second.catch(() => undefined);
  const isLast = await Promise.race([second.then(({ done }) => done), setImmediate(false)]);
  if (first.done !== true && isLast === true) return first.value;
  return (async function* () {
    if (first.done !== true) yield first.value;
    const { value } = await second;
    if (value !== undefined) yield value;
    yield* chunks;
  })();
};

async function* mapEach<T>(values: AsyncIterable<T>, change: (value: T) => T) {
  for await (const value of values) yield change(value);
}

async function* startingWith<T>(first: IteratorResult<T, void>, rest: AsyncGenerator<T, void, undefined>) {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
