import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { RecordedTable } from '../workload/recorded-table.ts';

type Request = { readonly headers: Readonly<Record<string, string>>; readonly body?: string | Uint8Array };

/** The event loop goes round so often before nothing more is expected to be asked. */
const QUIET_TURNS = 30;

/**
 * What stands in for the network, and for time: it answers in rounds. A round answers what waits, as many requests as there
 * are connections, and the next begins when all that follows from it has been asked. If every answer takes equally long, the
 * number of rounds is the time that a reader spends waiting for the table, whatever else the machine does.
 */
export class RoundsHandler {
  /** Requests that were answered, by round. */
  readonly rounds: number[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #table: Pick<RecordedTable, 'answer'>;
  readonly #connections: number;
  #isRunning = false;

  constructor(table: Pick<RecordedTable, 'answer'>, connections: number) {
    this.#table = table;
    this.#connections = connections;
  }

  async handle({ headers, body = '' }: Request) {
    const operation = headers['x-amz-target']?.split('.')[1] ?? '';
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    if (!this.#isRunning) void this.#run();
    await promise;
    const bytes = this.#table.answer(operation, toText(body));
    const response = {
      statusCode: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'generated' },
      body: Readable.from([bytes], { objectMode: false }),
    };
    return { response };
  }

  updateHttpClientConfig() {}

  httpHandlerConfigs() {
    return {};
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    await this.#settle();
    while (this.#waiting.length > 0) {
      const answered = this.#waiting.splice(0, this.#connections);
      this.rounds.push(answered.length);
      for (const answer of answered) answer();
      await this.#settle();
    }
    this.#isRunning = false;
  }

  /** Waits until nothing new was asked for while the event loop went round a few times. */
  async #settle(): Promise<void> {
    for (let seen = -1, quiet = 0; quiet < QUIET_TURNS; quiet++) {
      if (this.#waiting.length !== seen) quiet = 0;
      seen = this.#waiting.length;
      await setImmediate();
    }
  }
}

const toText = (body: string | Uint8Array): string =>
  typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
