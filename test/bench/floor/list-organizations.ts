/**
 * What no way of writing the list can avoid: the same requests in the same waves, by node:http over connections that are
 * kept alive, `JSON.parse` of what they bring, and the finished bytes as the answer.
 */
import { readFileSync } from 'node:fs';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';

/** Requests to the table that were sent together, wave after wave, and the answer that they led to. */
export type Recording = {
  readonly waves: readonly (readonly { readonly operation: string; readonly body: string }[])[];
  readonly answer: string;
};

type ResponseStream = ClientRequest & { readonly isResponse: true };

declare const awslambda: {
  readonly streamifyResponse: <Handler>(handler: Handler) => Handler;
  readonly HttpResponseStream: { readonly from: (stream: ResponseStream, prelude: object) => ResponseStream };
};

// The benchmark wrote it and sets both
const { waves, answer } = JSON.parse(readFileSync(process.env['RECORDING'] ?? '', 'utf8')) as Recording;
const endpoint = new URL(process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
const agent = new Agent({ keepAlive: true });

const ask = (operation: string, body: string): Promise<unknown> => {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'content-length': Buffer.byteLength(body),
  };
  const onResponse = (response: IncomingMessage) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.once('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    response.once('error', reject);
  };
  request({ agent, host: endpoint.hostname, port: endpoint.port, method: 'POST', headers }, onResponse)
    .once('error', reject)
    .end(body);
  return promise;
};

export const handler = awslambda.streamifyResponse(async (_event: unknown, responseStream: ResponseStream) => {
  for (const wave of waves) await Promise.all(wave.map(({ operation, body }) => ask(operation, body)));
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  const stream = awslambda.HttpResponseStream.from(responseStream, { statusCode: 200, headers });
  const { promise, resolve } = Promise.withResolvers<void>();
  // The prelude goes out with a write, never with an end
  stream.write(answer);
  stream.end(resolve);
  await promise;
});
