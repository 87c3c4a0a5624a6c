import type { TransformCallback } from 'node:stream';
import { constants, ZstdCompress, type ZstdOptions, zstdCompressSync } from 'node:zlib';

type Params = NonNullable<ZstdOptions['params']>;

/** An empty block marked as the last one of a frame (RFC 8878, section 3.1.1.2). */
const LAST_BLOCK = Buffer.from([1, 0, 0]);

/**
 * Compresses to exactly one zstd frame, because many clients decode only the first one.
 *
 * Node.js can end the frame more than once: when `end` is called while a write is queued, and when the output exactly
 * fills its buffer. Each further end adds an empty frame: https://github.com/nodejs/node/issues/66078. Repeated
 * flushing adds nothing. This class therefore flushes the frame and writes its last block itself; the frame has no
 * checksum.
 */
export class OneFrameZstd extends ZstdCompress {
  constructor(params: Params) {
    super({ params, finishFlush: constants.ZSTD_e_flush });
  }

  override _flush(callback: TransformCallback): void {
    super._flush((error) => callback(error, this.bytesWritten > 0 ? LAST_BLOCK : zstdCompressSync('')));
  }
}

/** More bytes than the frame of a body can need: zstd adds 3 bytes to a block that it cannot make smaller. */
const maxCompressedSize = ({ length }: Uint8Array): number => length + (length >> 8) + 1024;

/** Like {@link OneFrameZstd}, for a complete body. The output never fills the buffer, so the frame is ended once. */
export const compressToOneFrame = (bytes: Uint8Array, params: Params): Buffer =>
  zstdCompressSync(bytes, { params, chunkSize: maxCompressedSize(bytes) });
