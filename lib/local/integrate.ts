import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { render } from 'velocityjs';
import * as z from 'zod/mini';
import type { FunctionProcess, Invocation } from './function-process.ts';
import { type Call, headerPairs } from './gateway-event.ts';
import { GatewayFault } from './gateway-response.ts';
import type { MockIntegration, ProxyIntegration } from './integration-schema.ts';
import { readAnswer } from './read-answer.ts';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format */
const headSchema = z.object({
  statusCode: z.coerce.number().check(z.int(), z.gte(100), z.lte(599)),
  headers: z.nullish(z.record(z.string(), z.coerce.string())),
  multiValueHeaders: z.nullish(z.record(z.string(), z.array(z.coerce.string()))),
});

const answerSchema = z.extend(headSchema, { body: z.nullish(z.string()) });

/** https://repost.aws/knowledge-center/malformed-502-api-gateway */
const MALFORMED_ANSWER_STATUS = 502;

const DELIMITER = Buffer.alloc(8);
/** The delimiter must come within so many bytes. */
const MAX_PRELUDE_BYTES = 16 * 1024;

const setHead = (response: ServerResponse, { statusCode, headers, multiValueHeaders }: z.infer<typeof headSchema>) => {
  response.statusCode = statusCode;
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) response.setHeader(name, values);
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (multiValueHeaders?.[name]?.includes(value) !== true) response.appendHeader(name, value);
  }
};

/**
 * Answers with what the function returns or streams.
 * @throws GatewayFault when there is no proper answer, or one that breaks off
 */
export const integrateFunction = async (
  integration: ProxyIntegration,
  target: FunctionProcess,
  invocation: Invocation,
  response: ServerResponse,
): Promise<void> => {
  // Not AbortSignal.timeout, which would outlive the answer by minutes.
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), integration.TimeoutInMillis);
  const isStreamed = integration.ResponseTransferMode === 'STREAM';
  const answer = isStreamed ? answerStreamed : answerBuffered;
  try {
    const signal = AbortSignal.any([invocation.signal, limit.signal]);
    await answer(await target.invoke({ ...invocation, signal }), response);
  } catch (cause) {
    if (limit.signal.aborted) throw new GatewayFault('INTEGRATION_TIMEOUT', { cause });
    if (isStreamed) throw new GatewayFault('INTEGRATION_FAILURE', { cause });
    throw new GatewayFault('DEFAULT_5XX', { cause, status: MALFORMED_ANSWER_STATUS });
  } finally {
    clearTimeout(timer);
  }
};

/** Base64 stays what it is: only an API with binary media types decodes it, and the template's schema knows none. */
const answerBuffered = async (message: IncomingMessage, response: ServerResponse) => {
  const { body, ...head } = z.parse(answerSchema, await readAnswer(message));
  setHead(response, head);
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  response.end(body ?? '');
};

const answerStreamed = async (message: IncomingMessage, response: ServerResponse) => {
  if (message.statusCode !== 200) await readAnswer(message);
  const { prelude, rest } = await readPrelude(message);
  setHead(response, z.parse(headSchema, JSON.parse(prelude)));
  response.flushHeaders();
  response.write(rest);
  // The pipeline must not end the response: on a failure it would cut it before the caller records the fault.
  await pipeline(message, response, { end: false });
  response.end();
};

const readPrelude = async (message: IncomingMessage) => {
  let start = Buffer.alloc(0);
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    start = Buffer.concat([start, chunk]);
    const end = start.subarray(0, MAX_PRELUDE_BYTES).indexOf(DELIMITER);
    if (end >= 0) return { prelude: start.toString('utf8', 0, end), rest: start.subarray(end + DELIMITER.length) };
    if (start.length >= MAX_PRELUDE_BYTES) break;
  }
  throw new Error('The stream does not begin with a prelude');
};

/**
 * Answers by the template alone; its response template may override headers and status by what the request says.
 * @throws GatewayFault for a type of body that the template refuses
 */
export const integrateMock = (integration: MockIntegration, call: Call, response: ServerResponse): void => {
  const [{ StatusCode, ResponseParameters, ResponseTemplates }] = integration.IntegrationResponses;
  const header = Object.fromEntries(headerPairs(call.rawHeaders));
  if (integration.PassthroughBehavior === 'NEVER' && !Object.hasOwn(integration.RequestTemplates, contentType(call))) {
    throw new GatewayFault('UNSUPPORTED_MEDIA_TYPE');
  }
  const override: { header: Record<string, string>; status: number } = { header: {}, status: StatusCode };
  const body = render(ResponseTemplates?.['application/json'] ?? '', {
    input: { params: (name?: string) => (name === undefined ? { header } : header[name]) },
    context: { responseOverride: override },
  });
  response.statusCode = override.status;
  for (const headers of [ResponseParameters, override.header]) response.setHeaders(new Map(Object.entries(headers)));
  if (ResponseTemplates !== undefined) response.setHeader('content-type', 'application/json');
  response.end(body.trim());
};

/** Without its parameters; API Gateway takes a request without one for JSON. */
const contentType = ({ rawHeaders }: Call): string => {
  const [, value = 'application/json'] = headerPairs(rawHeaders).find(([name]) => /^content-type$/i.test(name)) ?? [];
  return value.replace(/;.*/s, '').trim().toLowerCase();
};
