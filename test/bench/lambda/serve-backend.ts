import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { listen } from '../../../lib/local/listen.ts';
import type { RecordedTable } from '../workload/recorded-table.ts';

/** A response as a function streamed it: what API Gateway reads of the prelude, and the body. */
export type StreamedResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

export type Backend = {
  /** Where the table answers. It is HTTP/1.1 that is kept alive; a header would carry no signature to check. */
  readonly tableUrl: string;
  /** Where the runtime sends what a function streams. */
  readonly runtimePort: number;
  /** What the table answers from. */
  table: RecordedTable;
  /** What the table takes for each answer, in milliseconds. */
  latencyMs: number;
  /** Is told of each request to the table. */
  onRequest: ((operation: string, body: string) => void) | undefined;
  /** Bytes a millisecond that a stream is read at; absent: as they come. */
  readerBytesPerMs: number | undefined;
  /** The last response that was streamed, whose body was counted, and kept only when that was wanted. */
  keepsBody: boolean;
  readonly last: { bytes: number; chunks: Buffer[] };
};

/** All that a function talks to, in this process, which is another than the function's. */
export const serveBackend = async (table: RecordedTable, resources: AsyncDisposableStack): Promise<Backend> => {
  const last: Backend['last'] = { bytes: 0, chunks: [] };
  const answerTable = async (request: IncomingMessage, response: ServerResponse) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const input = await text(request);
    backend.onRequest?.(operation, input);
    const body = backend.table.answer(operation, input);
    if (backend.latencyMs > 0) await setTimeout(backend.latencyMs);
    response
      .writeHead(200, {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': body.length,
        'x-amzn-requestid': 'VNKRIDQ6CAS3A8UUIKFFJ2KAC3VV4KQNSO5AEMVJF66Q9ASUAAJG',
      })
      .end(body);
  };
  const drain = async (request: IncomingMessage, response: ServerResponse) => {
    last.bytes = 0;
    last.chunks.length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      last.bytes += chunk.length;
      if (backend.keepsBody) last.chunks.push(chunk);
      if (backend.readerBytesPerMs !== undefined) await setTimeout(chunk.length / backend.readerBytesPerMs);
    }
    response.writeHead(202).end();
  };
  const serve = (handle: typeof drain): Promise<number> => {
    const server: Server = createServer((request, response) => {
      handle(request, response).catch((error: unknown) => response.destroy(new Error('bench', { cause: error })));
    });
    server.keepAliveTimeout = 0;
    return listen(server, 0, resources);
  };
  const backend: Backend = {
    tableUrl: `http://127.0.0.1:${await serve(answerTable)}`,
    runtimePort: await serve(drain),
    table,
    latencyMs: 0,
    onRequest: undefined,
    readerBytesPerMs: undefined,
    keepsBody: false,
    last,
  };
  return backend;
};

/** What was streamed last, while bodies were kept. @throws Error when it has no prelude */
export const readResponse = ({ last }: Backend): StreamedResponse => {
  const all = Buffer.concat(last.chunks);
  const end = all.indexOf('\0'.repeat(8));
  if (end < 0) throw new Error(`a response without a prelude: ${all.subarray(0, 200)}`);
  const { statusCode, headers } = JSON.parse(all.subarray(0, end).toString());
  return { statusCode, headers, body: all.subarray(end + 8) };
};
