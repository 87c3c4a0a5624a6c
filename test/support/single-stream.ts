import { brotliDecompressSync, inflateRawSync, type Zlib, zstdDecompressSync } from 'node:zlib';

/** Decodes a body that is exactly one compressed stream, as many clients do. @throws Error when anything follows it */
export type Decode = (sent: Buffer) => Buffer;

const expectEnd = (encoding: string, end: number, sent: Buffer) => {
  if (end !== sent.length) throw new Error(`${sent.length - end} bytes follow the first ${encoding} stream`);
};

/** Where the first zstd frame ends, by RFC 8878, section 3.1.1. */
const endOfZstdFrame = (sent: Buffer): number => {
  if (sent.readUInt32LE(0) !== 0xfd2fb528) throw new Error('this is no zstd frame');
  const descriptor = sent.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const hasChecksum = (descriptor & 0x04) !== 0;
  const contentSizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionaryIdBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  let position = 5 + (isSingleSegment ? 0 : 1) + dictionaryIdBytes + contentSizeBytes;
  for (let isLast = false; !isLast; ) {
    const header = sent.readUIntLE(position, 3);
    isLast = (header & 1) === 1;
    const isRunLength = ((header >> 1) & 3) === 1;
    position += 3 + (isRunLength ? 1 : header >> 3);
  }
  return position + (hasChecksum ? 4 : 0);
};

const GZIP_HEADER_BYTES = 10;
const GZIP_TRAILER_BYTES = 8;

/** With `info`, zlib also says how much it took: its types know nothing of that. */
const withEngine = (result: unknown) => result as { buffer: Buffer; engine: Zlib };

/** By `content-encoding`. */
export const DECODE_SINGLE: Readonly<Record<string, Decode>> = {
  identity: (sent) => sent,
  zstd: (sent) => {
    expectEnd('zstd', endOfZstdFrame(sent), sent);
    return zstdDecompressSync(sent);
  },
  br: (sent) => {
    const { buffer, engine } = withEngine(brotliDecompressSync(sent, { info: true }));
    expectEnd('brotli', engine.bytesWritten, sent);
    return buffer;
  },
  gzip: (sent) => {
    const { buffer, engine } = withEngine(inflateRawSync(sent.subarray(GZIP_HEADER_BYTES), { info: true }));
    expectEnd('gzip', GZIP_HEADER_BYTES + engine.bytesWritten + GZIP_TRAILER_BYTES, sent);
    return buffer;
  },
};
