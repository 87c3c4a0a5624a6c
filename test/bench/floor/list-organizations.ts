/** What no way of writing the list can avoid: the same requests in the same waves, and the finished bytes as the answer. */
import { readFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { askAgain, type Waves } from './ask.ts';

export type ListRecording = { readonly waves: Waves; readonly answer: string };

type ResponseStream = ClientRequest & { readonly isResponse: true };

declare const awslambda: {
  readonly streamifyResponse: <Handler>(handler: Handler) => Handler;
  readonly HttpResponseStream: { readonly from: (stream: ResponseStream, prelude: object) => ResponseStream };
};

// The benchmark wrote it
const { waves, answer } = JSON.parse(readFileSync(process.env['RECORDING'] ?? '', 'utf8')) as ListRecording;

export const handler = awslambda.streamifyResponse(async (_event: unknown, responseStream: ResponseStream) => {
  await askAgain(waves);
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  const stream = awslambda.HttpResponseStream.from(responseStream, { statusCode: 200, headers });
  const { promise, resolve } = Promise.withResolvers<void>();
  // The prelude goes out with a write, never with an end
  stream.write(answer);
  stream.end(resolve);
  await promise;
});
