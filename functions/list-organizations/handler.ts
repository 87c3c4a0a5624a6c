import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import middy from '@middy/core';
import { executionModeStandard } from '@middy/core/Standard';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { AnswerLimit } from '../../lib/http/answer-limit.ts';
import { compress, compressWhole } from '../../lib/http/compress.ts';
import { toErrorResponse, toPublicError } from '../../lib/http/error-response.ts';
import { logFieldsOf } from '../../lib/http/request-context.ts';
import { headerOf } from '../../lib/http/request-header.ts';
import { encodedHeaders, responseHeaders } from '../../lib/http/response-headers.ts';
import { openTable, readTimeLimitFactor } from '../../lib/table/open-table.ts';
import { createReadAhead } from '../../lib/table/read-ahead.ts';
import { METRIC } from '../../lib/telemetry/metric.ts';
import { reportSlowReads } from '../../lib/telemetry/report-slow-reads.ts';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { listOrganizationsEnvironmentSchema } from './config.ts';
import { parseRequest } from './event.ts';
import { listOrganizations } from './list-organizations.ts';

const environment = z.parse(listOrganizationsEnvironmentSchema, process.env);
const timeLimitFactor = readTimeLimitFactor(process.env);
const isStreaming = environment.RESPONSE_MODE === 'stream';
const allowedOrigins = environment.ALLOWED_ORIGINS.split(' ').filter((origin) => origin !== '');
const telemetry = createTelemetry('list-organizations', environment.METRICS_NAMESPACE);
const collaborators = {
  table: openTable(environment.TABLE_NAME, reportSlowReads(telemetry), timeLimitFactor),
  telemetry,
  now: Date.now,
  timeLimitFactor,
  readAhead: createReadAhead(),
};

/**
 * The longest string that middy sends whole, together with the response's prelude. It splits a longer one, even within
 * a character. It accepts bytes only as a stream.
 */
const TEXT_LIMIT = 16_384;

const headersFor = (event: unknown) => responseHeaders(headerOf(event, 'origin'), allowedOrigins);

const respond = async (event: unknown, context: Context) => {
  const { requestId } = logFieldsOf(event);
  const limit = new AnswerLimit();
  const getRemainingTime = () => context.getRemainingTimeInMillis();
  const body = await listOrganizations(parseRequest(event), collaborators, requestId, getRemainingTime, limit);
  const headers = headersFor(event);
  if (!isStreaming) return { statusCode: 200, headers, body: body instanceof Readable ? await text(body) : `${body}` };
  const accepted = headerOf(event, 'accept-encoding');
  if (body instanceof Readable) {
    const { encoding, ...compressed } = compress(body, accepted, limit);
    return { statusCode: 200, headers: encodedHeaders(headers, encoding), ...compressed };
  }
  const compressed = compressWhole(body, accepted);
  return {
    statusCode: 200,
    headers: encodedHeaders(headers, compressed.encoding),
    body: compressed.encoding === undefined && body.length <= TEXT_LIMIT ? `${body}` : Readable.from(compressed.body),
  };
};

export const handler = middy<unknown, object, Error, Context, { startedAt?: number }>({
  executionMode: isStreaming ? executionModeStreamifyResponse : executionModeStandard,
})
  .before(({ internal }) => {
    internal.startedAt = Date.now();
  })
  .onError((request) => {
    const publicError = toPublicError(request.error);
    const { event, internal } = request;
    const durationMs = Date.now() - Number(internal.startedAt);
    const fields = { ...logFieldsOf(event), durationMs, outcome: publicError.code };
    if (publicError.status < 500) telemetry.info('refused', fields);
    else {
      telemetry.error('the request failed', request.error, fields);
      telemetry.count(METRIC.failedRequests, 1, { kind: publicError.code });
    }
    request.response = toErrorResponse(publicError, headersFor(event));
  })
  .handler(respond);
