import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { RecordedTable } from '../workload/recorded-table.ts';

type Request = { readonly headers: Readonly<Record<string, string>>; readonly body?: string | Uint8Array };

/** As much as a socket mostly brings at once. */
const CHUNK_BYTES = 64 * 1024;

/** What stands in for the network: the SDK's request handler, which hands out recorded bodies. */
export class StubHandler {
  /** Operations in the order in which they were sent. */
  readonly sent: string[] = [];
  readonly #table: RecordedTable;
  readonly #latencyMs: number;

  /** @param latencyMs how long each answer takes; for what depends on it */
  constructor(table: RecordedTable, latencyMs = 0) {
    this.#table = table;
    this.#latencyMs = latencyMs;
  }

  async handle({ headers, body = '' }: Request) {
    const operation = headers['x-amz-target']?.split('.')[1] ?? '';
    this.sent.push(operation);
    const bytes = this.#table.answer(operation, toText(body));
    if (this.#latencyMs > 0) await setTimeout(this.#latencyMs);
    const response = {
      statusCode: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'recorded' },
      body: Readable.from(chunksOf(bytes), { objectMode: false }),
    };
    return { response };
  }

  updateHttpClientConfig() {}

  httpHandlerConfigs() {
    return {};
  }
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES);
}

const toText = (body: string | Uint8Array): string =>
  typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
