import { pipeline, type Readable, type Transform } from 'node:stream';
import { brotliCompressSync, constants, createBrotliCompress, createGzip, gzipSync } from 'node:zlib';
import Negotiator from 'negotiator';
import { compressToOneFrame, OneFrameZstd } from './one-frame-zstd.ts';

/**
 * In our order of preference. The levels are where more time would gain little; brotli's default is 60 times slower.
 * zstd's first level is as small as its third, within a few percent, when it may look back a whole megabyte (2 to the 20).
 */
const ZSTD = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 20 };
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 6 };

type Encoder = { readonly stream: () => Transform; readonly whole: (bytes: Uint8Array) => Buffer };

const ENCODERS: Readonly<Record<string, Encoder>> = {
  zstd: { stream: () => new OneFrameZstd(ZSTD), whole: (bytes) => compressToOneFrame(bytes, ZSTD) },
  br: { stream: () => createBrotliCompress(BROTLI), whole: (bytes) => brotliCompressSync(bytes, BROTLI) },
  gzip: { stream: () => createGzip(GZIP), whole: (bytes) => gzipSync(bytes, GZIP) },
};

/** No compression is the last choice among equals. */
const PREFERRED = [...Object.keys(ENCODERS), 'identity'];

/**
 * The body in the encoding that the client prefers among those here that it names (RFC 9110, section 12.5.3); among those
 * that it weighs the same, in the first of these. It is done here because API Gateway compresses no stream. A client
 * that goes away ends the source, too.
 * @returns the encoding's name, or undefined with the body as it was
 */
export const compress = (
  body: Readable,
  acceptEncoding: string | undefined,
): { readonly body: Readable; readonly encoding: string | undefined } => {
  const [encoding, encoder] = chooseEncoder(acceptEncoding);
  if (encoder === undefined) return { body, encoding };
  // Whoever reads the encoder sees the source's error there, so there is nothing left to do with it here
  return { body: pipeline(body, encoder.stream(), () => undefined), encoding };
};

/** The same for a small body that is complete: it is compressed sooner here than it would come back from another thread. */
export const compressWhole = (
  body: Uint8Array,
  acceptEncoding: string | undefined,
): { readonly body: Uint8Array; readonly encoding: string | undefined } => {
  const [encoding, encoder] = chooseEncoder(acceptEncoding);
  return { body: encoder === undefined ? body : encoder.whole(body), encoding };
};

const chooseEncoder = (acceptEncoding = 'identity'): [encoding?: string, encoder?: Encoder] => {
  const accepted = new Negotiator({ headers: { 'accept-encoding': acceptEncoding.toLowerCase() } });
  const encodings = accepted.encodings(undefined, { preferred: PREFERRED });
  const encoding = encodings.find((name) => PREFERRED.includes(name));
  const encoder = encoding === undefined ? undefined : ENCODERS[encoding];
  return encoding === undefined || encoder === undefined ? [] : [encoding, encoder];
};
