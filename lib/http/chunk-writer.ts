import type { Part } from '../contract/fragment.ts';

/** Compression takes each chunk to another thread and back, which costs as much as compressing when chunks are small. */
export const CHUNK_BYTES = 1024 * 1024;

/** Chunks grow to their full size, since taking so much memory is a good part of what a small answer would cost. */
const FIRST_CHUNK_BYTES = 16 * 1024;
const GROWTH = 8;

/** UTF-8 takes at most this many bytes for what is one unit of a JavaScript string. */
const BYTES_A_UNIT = 3;

/** Gathers small parts into chunks of bytes. Each byte is encoded or copied once, and never joined as text. */
export class ChunkWriter {
  #chunk: Buffer = NOTHING;
  #length = 0;
  #capacity = FIRST_CHUNK_BYTES;

  /** @returns the chunk that is complete, since the part did not fit into it */
  add(part: Part): Buffer | undefined {
    const bound = typeof part === 'string' ? part.length * BYTES_A_UNIT : part.length;
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

  /** @returns what was gathered; undefined when that is nothing */
  take(): Buffer | undefined {
    const taken = this.#length > 0 ? this.#chunk.subarray(0, this.#length) : undefined;
    this.#chunk = NOTHING;
    this.#length = 0;
    return taken;
  }
}

const NOTHING = Buffer.alloc(0);
