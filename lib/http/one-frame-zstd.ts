import type { TransformCallback } from 'node:stream';
import { constants, ZstdCompress, type ZstdOptions, zstdCompressSync } from 'node:zlib';

type Params = NonNullable<ZstdOptions['params']>;

/** A block of no bytes that is the frame's last (RFC 8878, section 3.1.1.2). */
const LAST_BLOCK = Buffer.from([1, 0, 0]);

/**
 * Compresses to exactly one zstd frame, whatever is written and whenever it ends. Many clients decode one frame only.
 *
 * Node.js asks zstd more than once to end the frame, when `end` comes while a write is queued and when the output just
 * fills its buffer. Each time after the first adds an empty frame: https://github.com/nodejs/node/issues/66078.
 * Flushing adds nothing when it is repeated, so the frame is flushed here and its end, which has no checksum, written.
 */
export class OneFrameZstd extends ZstdCompress {
  constructor(params: Params) {
    super({ params, finishFlush: constants.ZSTD_e_flush });
  }

  override _flush(callback: TransformCallback): void {
    super._flush((error) => callback(error, this.bytesWritten > 0 ? LAST_BLOCK : zstdCompressSync('')));
  }
}

/** Bytes in which any frame of a body has room, with some left: zstd adds 3 to a block that it cannot make smaller. */
const roomFor = ({ length }: Uint8Array): number => length + (length >> 8) + 1024;

/** The same for a whole body at once. Its output fills no buffer, so its end is asked for once. */
export const compressToOneFrame = (bytes: Uint8Array, params: Params): Buffer =>
  zstdCompressSync(bytes, { params, chunkSize: roomFor(bytes) });
