import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { hasForeignHost, hasForeignOrigin } from './foreign.ts';
import { groupValues, headerPairs } from './gateway-event.ts';
import { GatewayFault, type GatewayResponseType, renderGatewayResponse } from './gateway-response.ts';
import { listenOnLoopbacks } from './listen.ts';
import { type Deployment, type Exchange, serveCall } from './serve-call.ts';
import type { Api } from './template.ts';

/** In bytes. What is larger, Node.js would answer by itself, bare; what is smaller, the gateway answers. */
const MAX_PARSED_HEAD_BYTES = 1024 * 1024;

/** A request that has been answered or cut, for the log. */
export type RequestRecord = {
  readonly time: Date;
  readonly method: string;
  /** As the client sent it: it may hold anything. */
  readonly url: string;
  /** Undefined when nothing was answered. */
  readonly status: number | undefined;
  /** Until the last byte, or until it was cut. */
  readonly milliseconds: number;
  /** What went over the wire, the head included. */
  readonly bytes: number;
  /** Whether the answer went out whole. */
  readonly isWhole: boolean;
  /** Who the authorizer says the caller is; undefined when it did not let them in, or was not asked. */
  readonly principal: string | undefined;
  /** Why the gateway itself answered or broke off; undefined when it did neither. */
  readonly fault: GatewayFault | undefined;
};

type GatewayOptions = {
  readonly port: number;
  /** Waits while there is nothing to serve yet. */
  readonly current: () => Promise<Deployment>;
  /** What is served beside the API, by path; undefined for what is not. Waits like `current`. */
  readonly pageAt: PageAt;
  readonly onRequest: (record: RequestRecord) => void;
};

/** A file that is served as it is. */
type Page = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
};

/** @param headers of the request, as an authorizer gets them */
export type PageAt = (path: string, headers: Readonly<Record<string, readonly string[]>>) => Promise<Page | undefined>;

/** API Gateway as the template sets it up. Resolves to its port when it listens. */
export const startGateway = (options: GatewayOptions, resources: AsyncDisposableStack): Promise<number> => {
  const serve = (request: IncomingMessage, response: ServerResponse) => void serveRequest(request, response, options);
  const create = () => {
    const server = createServer({ maxHeaderSize: MAX_PARSED_HEAD_BYTES, requireHostHeader: false }, serve);
    server.on('checkExpectation', serve);
    server.on('clientError', async (error, socket) => {
      const { api } = await options.current();
      if (!socket.writable) return socket.destroy();
      const isTooLarge = 'code' in error && error.code === 'HPE_HEADER_OVERFLOW';
      return socket.end(renderRaw(api, isTooLarge ? 'REQUEST_TOO_LARGE' : 'DEFAULT_4XX'));
    });
    return server;
  };
  return listenOnLoopbacks(create, options.port, resources);
};

/** For what Node.js could not parse, so that there is nothing to answer with but the socket. */
const renderRaw = (api: Api, type: GatewayResponseType) => {
  const requestId = randomUUID();
  const { status, headers, body } = renderGatewayResponse(api, type, { requestId });
  const all = {
    ...headers,
    'x-amzn-requestid': requestId,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`;
};

const serveRequest = async (request: IncomingMessage, response: ServerResponse, options: GatewayOptions) => {
  const gone = new AbortController();
  const exchange: Exchange = {
    requestId: randomUUID(),
    time: new Date(),
    request,
    response,
    signal: gone.signal,
    principal: undefined,
  };
  const { socket, method = '', url = '' } = request;
  const [started, bytesBefore] = [performance.now(), socket.bytesWritten];
  let fault: GatewayFault | undefined;
  response.setHeader('x-amzn-requestid', exchange.requestId);
  response.once('close', () => {
    gone.abort();
    options.onRequest({
      time: exchange.time,
      method,
      url,
      status: response.headersSent ? response.statusCode : undefined,
      milliseconds: performance.now() - started,
      bytes: socket.bytesWritten - bytesBefore,
      isWhole: response.writableFinished,
      principal: exchange.principal,
      fault,
    });
  });
  try {
    if (hasForeignHost(request)) throw new GatewayFault('WAF_FILTERED');
    const headers = groupValues(headerPairs(request.rawHeaders));
    const page = isForPages(request) ? await options.pageAt(url.replace(/\?.*/s, ''), headers) : undefined;
    // Whose pages may ask the API, its own CORS headers say.
    if (page && hasForeignOrigin(request)) throw new GatewayFault('WAF_FILTERED');
    if (page) return response.setHeaders(new Map(Object.entries(page.headers))).end(page.body);
    return await serveCall(exchange, await options.current());
  } catch (error) {
    fault = error instanceof GatewayFault ? error : new GatewayFault('DEFAULT_5XX', { cause: error });
    return response.headersSent ? response.destroy() : answerFault(exchange, (await options.current()).api, fault);
  }
};

const isForPages = ({ method, headers }: IncomingMessage) =>
  (method === 'GET' || method === 'HEAD') && headers.host !== undefined;

const answerFault = ({ requestId, request, response }: Exchange, api: Api, fault: GatewayFault) => {
  const identity = { sourceIp: request.socket.remoteAddress ?? '' };
  const context = {
    requestId,
    httpMethod: request.method ?? '',
    stage: api.stage,
    identity,
    authorizer: fault.authorizer,
  };
  const { status, headers, body } = renderGatewayResponse(api, fault.type, context, fault.status);
  response.statusCode = status;
  response.setHeaders(new Map(Object.entries(headers))).end(body);
};
