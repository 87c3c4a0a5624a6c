/**
 * One function in a process of its own, as Lambda's runtime would hold it. It is invoked by HTTP, which brings streams,
 * back pressure and the caller's disconnecting along: POST `{event, requestId, timeLimit}`; the answer is what the function
 * returned as JSON, or the bytes that it streamed; 500 with `{errorType, errorMessage}` when it failed before.
 *
 * Unlike Lambda, several invocations share the process at the same time.
 */
import { createServer, type ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { LOOPBACK, portOf } from './listen.ts';

const environment = z.parse(
  z.object({
    _HANDLER: z.string(),
    LAMBDA_TASK_ROOT: z.string(),
    AWS_LAMBDA_FUNCTION_NAME: z.string(),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.string(),
  }),
  process.env,
);

const invocationSchema = z.object({ event: z.unknown(), requestId: z.string(), timeLimit: z.number() });

/** Lambda's response stream: the prelude goes out with the first write, so a stream that only ends sends none. */
class ResponseStream extends Writable {
  readonly #response: ServerResponse;
  prelude = '';

  constructor(response: ServerResponse) {
    super();
    this.#response = response;
    // A handler that does not write yet listens to nothing; the error is there when it does.
    this.on('error', () => undefined);
    response.once('close', () =>
      this.destroy(response.writableFinished ? undefined : new Error('The caller has gone')),
    );
  }

  setContentType(type: string) {
    this.#response.setHeader('content-type', type);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    if (this.prelude !== '') this.#response.write(this.prelude);
    this.prelude = '';
    this.#response.write(chunk, done);
  }

  override _final(done: () => void) {
    this.#response.end(done);
  }
}

const streaming = new WeakSet<WeakKey>();

// Before the function's import: middy looks for it while it builds the handler.
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: WeakKey) => {
      streaming.add(handler);
      return handler;
    },
    HttpResponseStream: {
      from: (stream: ResponseStream, prelude: unknown) => {
        stream.setContentType('application/vnd.awslambda.http-integration-response');
        stream.prelude = `${JSON.stringify(prelude)}${'\0'.repeat(8)}`;
        return stream;
      },
    },
  },
});

const loadHandler = async () => {
  const [file, name = ''] = environment._HANDLER.split('.');
  const exports: unknown = await import(pathToFileURL(`${environment.LAMBDA_TASK_ROOT}/${file}.cjs`).href);
  const handler = z.parse(z.record(z.string(), z.unknown()), { ...z.parse(z.looseObject({}), exports) })[name];
  if (typeof handler !== 'function') throw new TypeError(`${environment._HANDLER} is not a function`);
  return handler;
};

/** @param endsAt by the process's own clock, which nobody sets back or forth */
const createContext = (requestId: string, endsAt: number) => ({
  awsRequestId: requestId,
  callbackWaitsForEmptyEventLoop: true,
  functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${environment.AWS_LAMBDA_FUNCTION_NAME}`,
  logGroupName: `/aws/lambda/${environment.AWS_LAMBDA_FUNCTION_NAME}`,
  logStreamName: 'local',
  memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  getRemainingTimeInMillis: () => Math.max(0, endsAt - performance.now()),
});

const handler = await loadHandler();

const invoke = async (body: unknown, response: ServerResponse) => {
  const { event, requestId, timeLimit } = z.parse(invocationSchema, body);
  const context = createContext(requestId, performance.now() + timeLimit);
  if (!streaming.has(handler)) {
    const result: unknown = await Reflect.apply(handler, undefined, [event, context]);
    response.end(JSON.stringify(result ?? null));
    return;
  }
  const stream = new ResponseStream(response);
  await Reflect.apply(handler, undefined, [event, stream, context]);
  if (!stream.writableEnded) throw new Error('The handler returned before it ended the response stream');
};

const fail = (error: unknown, response: ServerResponse) => {
  console.error('Invoke Error', response.destroyed ? 'The caller has gone' : error);
  if (response.headersSent) return response.destroy();
  const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
  return response.writeHead(500).end(JSON.stringify({ errorType, errorMessage }));
};

const server = createServer((request, response) => {
  json(request)
    .then((body) => invoke(body, response))
    .catch((error: unknown) => fail(error, response));
});
// A pause between two invocations is no reason to hang up.
server.keepAliveTimeout = 0;
server.listen(0, LOOPBACK, () => process.send?.({ port: portOf(server) }));

process.once('disconnect', () => process.exit());
// Ctrl-C goes to every process of the terminal; this one ends with its parent.
process.on('SIGINT', () => server.listening);
