import { Transform } from 'node:stream';
import type { Part } from '../contract/fragment.ts';
import { BadParameterError } from './error-response.ts';

/**
 * Lambda cuts a longer stream off, in the middle of its JSON:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
const MAX_ANSWER_BYTES = 200_000_000;

/**
 * What may still follow: the end of the JSON, and what an encoder makes of what it has taken. Brotli keeps up to 8 MB, if
 * most of it repeats, or up to a million literals.
 */
const RESERVED_BYTES = 4_000_000;

const TEXT =
  'The answer would be longer than 200 MB. Accept zstd, br or gzip, or leave out projects by the parameter projects=false';

/** Keeps one answer below Lambda's limit, as it is sent: compressed or not. */
export class AnswerLimit {
  readonly #maxBytes: number;
  #encoder: { readonly bytesWritten: number } | undefined;
  #encodedBytes = 0;

  constructor(maxBytes = MAX_ANSWER_BYTES) {
    this.#maxBytes = maxBytes - RESERVED_BYTES;
  }

  /**
   * The last stage of a body that is compressed: it counts what the encoder gives.
   * @param encoder `bytesWritten` is how many bytes it has encoded
   */
  countEncoded(encoder: { readonly bytesWritten: number }): Transform {
    this.#encoder = encoder;
    return new Transform({
      transform: (chunk: Buffer, _, done) => {
        this.#encodedBytes += chunk.length;
        done(null, chunk);
      },
    });
  }

  /**
   * @param written bytes of JSON before the parts
   * @throws BadParameterError if the parts might not fit
   */
  ensureRoom(written: number, parts: readonly Part[]): void {
    // Nearly all answers are far shorter, and no parts are this long: they need no counting
    if (written < this.#maxBytes / 2) return;
    const { bytesWritten: encoded } = this.#encoder ?? { bytesWritten: 0 };
    const more = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
    if (this.#encodedBytes + (written - encoded) + more > this.#maxBytes) throw new BadParameterError(TEXT);
  }
}
