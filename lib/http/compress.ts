import { pipeline, type Readable, type Transform } from 'node:stream';
import { brotliCompressSync, constants, createBrotliCompress, createGzip, gzipSync } from 'node:zlib';
import Negotiator from 'negotiator';
import { AnswerLimit } from './answer-limit.ts';
import { compressToOneFrame, OneFrameZstd } from './one-frame-zstd.ts';

/**
 * In order of preference. At higher levels, more time gains little; brotli's default takes 60 times as long. With a
 * window of 1 MB (2 to the power of 20), level 1 of zstd comes within a few percent of level 3.
 */
const ZSTD = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 20 };
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 6 };

type EncoderStream = Transform & { readonly bytesWritten: number; flush(): void };

type Encoder = {
  readonly stream: () => EncoderStream;
  readonly whole: (bytes: Uint8Array) => Buffer;
};

const ENCODERS: Readonly<Record<string, Encoder>> = {
  zstd: { stream: () => new OneFrameZstd(ZSTD), whole: (bytes) => compressToOneFrame(bytes, ZSTD) },
  br: { stream: () => createBrotliCompress(BROTLI), whole: (bytes) => brotliCompressSync(bytes, BROTLI) },
  gzip: { stream: () => createGzip(GZIP), whole: (bytes) => gzipSync(bytes, GZIP) },
};

/** `identity` is last: among encodings of equal weight, any compression is preferred to none. */
const PREFERRED = [...Object.keys(ENCODERS), 'identity'];

/**
 * Compresses a body in the supported encoding that the client prefers (RFC 9110, section 12.5.3). Among equal weights,
 * {@link PREFERRED} decides. API Gateway does not compress streams, so this must. When the client disconnects, the
 * source is destroyed, too.
 * @param acceptEncoding the request's `Accept-Encoding`; undefined if it has none
 * @param limit counts the bytes of the compressed body
 * @returns the body and the encoding's name; the unchanged body and undefined if it is not compressed
 */
export const compress = (
  body: Readable,
  acceptEncoding: string | undefined,
  limit = new AnswerLimit(),
): { readonly body: Readable; readonly encoding: string | undefined } => {
  const [encoding, encoder] = chooseEncoder(acceptEncoding);
  if (encoder === undefined) return { body, encoding };
  // The reader of the encoder gets the source's error, so nothing is left to do here
  const stream = encoder.stream();
  // An encoder keeps what is not much. The beginning is sent while the rest is read. The chunk is written before the tick
  body.once('data', () => process.nextTick(() => stream.flush()));
  return { body: pipeline(body, stream, limit.countEncoded(stream), () => undefined), encoding };
};

/**
 * Like {@link compress}, for a small complete body. Compressing it here is faster than the round trip to another
 * thread.
 */
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
