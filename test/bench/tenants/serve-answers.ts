import { createServer, type IncomingMessage } from 'node:http';
import { type Duplex, PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { listen } from '../../../lib/local/listen.ts';

/** What was received of an answer. */
export type Received = {
  /** When the first byte of the body came, in milliseconds of `performance.now()`. */
  firstByteAt: number | undefined;
  /** Bytes of the body, and of its JSON. */
  sentBytes: number;
  jsonBytes: number;
  /** The end of the JSON. */
  ending: string;
};

export type AnswerServer = {
  /** Where a function sends what it streams. */
  readonly port: number;
  /** The answer that came last. */
  readonly last: () => Received;
};

/** A prelude of HTTP headers ends so. */
const PRELUDE_END = Buffer.alloc(8);

const ENDING_LENGTH = 200;

/** Takes streamed answers, decodes them and keeps nothing but their sizes and ends. */
export const serveAnswers = async (onFirstByte: () => void, resources: AsyncDisposableStack): Promise<AnswerServer> => {
  let received: Received;
  const receive = async (request: IncomingMessage) => {
    const current: Received = { firstByteAt: undefined, sentBytes: 0, jsonBytes: 0, ending: '' };
    received = current;
    let decoder: Duplex | undefined;
    let done: Promise<void> | undefined;
    let head = Buffer.alloc(0);
    for await (const chunk of request as AsyncIterable<Buffer>) {
      let body = chunk;
      if (decoder === undefined) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(PRELUDE_END);
        if (end < 0) continue;
        const { headers } = JSON.parse(head.subarray(0, end).toString());
        decoder = headers['content-encoding'] === 'zstd' ? createZstdDecompress() : new PassThrough();
        done = pipeline(decoder, async (json: AsyncIterable<Buffer>) => {
          for await (const part of json) {
            current.jsonBytes += part.length;
            current.ending = `${current.ending}${part.subarray(-ENDING_LENGTH)}`.slice(-ENDING_LENGTH);
          }
        });
        body = head.subarray(end + PRELUDE_END.length);
      }
      if (body.length === 0) continue;
      if (current.firstByteAt === undefined) {
        current.firstByteAt = performance.now();
        onFirstByte();
      }
      current.sentBytes += body.length;
      if (!decoder.write(body)) await new Promise((resolve) => decoder?.once('drain', resolve));
    }
    decoder?.end();
    await done;
  };
  const server = createServer((request, response) => {
    receive(request).then(
      () => response.writeHead(202).end(),
      (error: unknown) => response.destroy(new Error('bench', { cause: error })),
    );
  });
  server.keepAliveTimeout = 0;
  return { port: await listen(server, 0, resources), last: () => received };
};
