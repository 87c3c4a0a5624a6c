import type { Part } from '../contract/fragment.ts';

/**
 * Node.js compresses each chunk in another thread. For small chunks the round trip costs as much as the compression.
 */
export const CHUNK_BYTES = 1024 * 1024;

/** Chunks grow to their full size: allocating a full one would be a good part of the cost of a small answer. */
const FIRST_CHUNK_BYTES = 16 * 1024;
const GROWTH = 8;

/** The most bytes that UTF-8 needs for one UTF-16 code unit of a string. */
const MAX_BYTES_PER_UNIT = 3;

/** Collects small parts into chunks of bytes. Each byte is encoded or copied once; parts are never joined as text. */
export class ChunkWriter {
  #chunk: Buffer = NOTHING;
  #length = 0;
  #capacity = FIRST_CHUNK_BYTES;
  #taken = 0;

  /** How many bytes were added so far. */
  get bytes(): number {
    return this.#taken + this.#length;
  }

  /** @returns the previous chunk, if the part did not fit into it; undefined otherwise */
  add(part: Part): Buffer | undefined {
    const bound = typeof part === 'string' ? part.length * MAX_BYTES_PER_UNIT : part.length;
    let complete: Buffer | undefined;
    if (this.#length + bound > this.#chunk.length) {
      complete = this.take();
      this.#chunk = Buffer.allocUnsafe(Math.max(this.#capacity, bound));
      this.#capacity = Math.min(GROWTH * this.#capacity, CHUNK_BYTES);
    }
    if (typeof part === 'string') {
      this.#length += this.#chunk.write(part, this.#length);
    } else {
      this.#chunk.set(part, this.#length);
      this.#length += part.length;
    }
    return complete;
  }

  /** @returns the collected bytes; undefined if there are none */
  take(): Buffer | undefined {
    const taken = this.#length > 0 ? this.#chunk.subarray(0, this.#length) : undefined;
    this.#taken += this.#length;
    this.#chunk = NOTHING;
    this.#length = 0;
    return taken;
  }
}

const NOTHING = Buffer.alloc(0);
