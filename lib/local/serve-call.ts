import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { authorize } from './authorize.ts';
import type { FunctionProcess } from './function-process.ts';
import { type Call, createProxyEvent } from './gateway-event.ts';
import { GatewayFault } from './gateway-response.ts';
import { integrateFunction, integrateMock } from './integrate.ts';
import type { Api } from './template.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: the request line and the header values. */
const MAX_HEAD_BYTES = 10_240;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings.html: what ANY stands for. */
const METHODS_OF_ANY: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** What the gateway serves at the moment. */
export type Deployment = {
  readonly api: Api;
  readonly functionNamed: (id: string) => FunctionProcess;
  /**
   * Starts the functions that requests reach, which the first request would do otherwise.
   * @throws LocalStackError where one of them cannot be loaded
   */
  readonly start: () => Promise<unknown>;
  /** Counts a request; false when it is over the stage's limits. */
  readonly admit: () => boolean;
};

/** A request and its answer. */
export type Exchange = {
  readonly requestId: string;
  readonly time: Date;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The client is gone, or has been answered. */
  readonly signal: AbortSignal;
  /** Who the authorizer says the caller is, once it has let them in. */
  principal: string | undefined;
};

/**
 * A request's way through API Gateway: limits, route, authorizer, integration.
 * @throws GatewayFault when the gateway has to answer by itself; if the answer has begun, it can only be broken off
 */
export const serveCall = async (exchange: Exchange, { api, functionNamed, admit }: Deployment): Promise<void> => {
  const { requestId, request, response, signal } = exchange;
  if (sizeOfHead(request) > MAX_HEAD_BYTES) throw new GatewayFault('REQUEST_TOO_LARGE');
  if (!admit()) throw new GatewayFault('THROTTLED');
  const call = createCall(exchange, api);
  const { authorizer, integration } = call.method;
  const context = authorizer === undefined ? undefined : await authorize(call, functionNamed(authorizer), signal);
  exchange.principal = context?.['principalId'];
  if (integration.Type === 'MOCK') return integrateMock(integration, call, response);
  const event = createProxyEvent(call, await text(request), context);
  return integrateFunction(integration, functionNamed(integration.Uri), { event, requestId, signal }, response);
};

const sizeOfHead = ({ method = '', url = '', rawHeaders }: IncomingMessage) =>
  rawHeaders
    .filter((_, index) => index % 2 === 1)
    .reduce((size, value) => size + value.length, `${method} ${url} HTTP/1.1`.length);

const createCall = ({ requestId, time, request }: Exchange, api: Api): Call => {
  const { method: httpMethod = '', url = '', rawHeaders, socket } = request;
  const [path = '', query] = url.split(/\?(.*)/s);
  const decoded = decodePath(path);
  const start = `/${api.stage}/`;
  const resourcePath = decoded?.startsWith(start) ? decoded.slice(start.length - 1) : undefined;
  const method =
    api.methods.get(`${httpMethod} ${resourcePath}`) ??
    (METHODS_OF_ANY.has(httpMethod) ? api.methods.get(`ANY ${resourcePath}`) : undefined);
  if (!method) throw new GatewayFault('MISSING_AUTHENTICATION_TOKEN');
  const sourceIp = socket.remoteAddress ?? '';
  const { stage } = api;
  return { requestId, time, stage, method, httpMethod, path, query: new URLSearchParams(query), rawHeaders, sourceIp };
};

/** Undefined for what is no path of ours in any case: escapes that mean nothing, and escaped slashes. */
const decodePath = (path: string): string | undefined => {
  if (/%2f/i.test(path)) return undefined;
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
};
