/**
 * What Lambda's Node.js runtime is to a function, as far as the function could notice: it imports the bundle, hands over
 * events that arrive as text, and sends a stream on as a chunked request by HTTP/1.1 to another process. See
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client. It is JavaScript, since Node.js would compile in
 * the background for a while what it strips types with.
 *
 * `start` imports the bundle, `invoke` calls it so many times, on a clock that has gone on by as much; each answers with
 * what it took, in milliseconds.
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// As the runtime loads it. An import would load fetch and WebSocket, too, before the function is measured
const { Agent, request } = createRequire(import.meta.url)('node:http');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const PRELUDE_END = new Uint8Array(8);

globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: 'response' }),
  HttpResponseStream: {
    from: (stream, prelude) => {
      stream.setHeader('content-type', 'application/vnd.awslambda.http-integration-response');
      stream.prelude = JSON.stringify(prelude);
      return stream;
    },
  },
};

const { now } = Date;
let laterMs = 0;
Date.now = () => now() + laterMs;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let port;
let handler;
let calls = 0;
let firstByteMs;

const openResponse = (requestId) => {
  const { promise, resolve, reject } = Promise.withResolvers();
  const stream = request(
    {
      agent,
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: `/2018-06-01/runtime/invocation/${requestId}/response`,
      headers: {
        'Lambda-Runtime-Function-Response-Mode': 'streaming',
        'Transfer-Encoding': 'chunked',
        Trailer: ['Lambda-Runtime-Function-Error-Type', 'Lambda-Runtime-Function-Error-Body'],
      },
    },
    (response) => response.resume().once('end', resolve),
  ).once('error', reject);
  const { write } = stream;
  stream.write = (...chunk) => {
    if (stream.prelude !== undefined) {
      write.call(stream, stream.prelude);
      write.call(stream, PRELUDE_END);
      stream.prelude = undefined;
    }
    if (chunk[0].length > 0) firstByteMs ??= performance.now() - startedAt;
    return write.apply(stream, chunk);
  };
  return { stream, done: promise };
};

let startedAt = 0;

const invoke = async (eventText) => {
  const requestId = `00000000-0000-4000-8000-${String(calls++).padStart(12, '0')}`;
  startedAt = performance.now();
  firstByteMs = undefined;
  process.env._X_AMZN_TRACE_ID = `Root=1-00000000-${String(calls).padStart(24, '0')};Parent=0000000000000000;Sampled=0`;
  const context = {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => 180_000,
  };
  const event = JSON.parse(eventText);
  if (handler[STREAMING] === undefined) return JSON.stringify(await handler(event, context));
  const { stream, done } = openResponse(requestId);
  await handler(event, stream, context);
  await done;
};

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const measure = async (work) => {
  const [cpuBefore, wallBefore] = [cpuMs(), performance.now()];
  const output = await work();
  return { cpuMs: cpuMs() - cpuBefore, wallMs: performance.now() - wallBefore, output };
};

const ORDERS = {
  start: ({ bundle, runtimePort }) =>
    measure(async () => {
      port = runtimePort;
      ({ handler } = await import(pathToFileURL(bundle).href));
    }),
  invoke: async ({ event, times, goneOnMs }) => {
    laterMs += goneOnMs;
    const rssBefore = process.memoryUsage.rss();
    const figures = await measure(async () => {
      let output;
      for (let call = 0; call < times; call++) output = await invoke(event);
      return output;
    });
    return { ...figures, firstByteMs, rssBefore, peakRss: process.resourceUsage().maxRSS * 1024 };
  },
};

for (;;) {
  const [{ order, ...details }] = await once(process, 'message');
  process.send(await ORDERS[order](details));
}
