import { pipeline, type Readable, type Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import Negotiator from 'negotiator';
import { OneFrameZstd } from './one-frame-zstd.ts';

/**
 * In our order of preference. The levels are where more time would gain little; brotli's default is 60 times slower.
 * zstd's first level is as small as its third, within a few percent, when it may look back a whole megabyte (2 to the 20).
 */
const ENCODERS: Readonly<Record<string, () => Transform>> = {
  zstd: () => new OneFrameZstd({ [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 20 }),
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: () => createGzip({ level: 6 }),
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
  const encoding = chooseEncoding(acceptEncoding ?? 'identity');
  const createEncoder = encoding === undefined ? undefined : ENCODERS[encoding];
  if (createEncoder === undefined) return { body, encoding: undefined };
  // whoever reads the encoder sees the source's error there, so there is nothing left to do with it here
  return { body: pipeline(body, createEncoder(), () => undefined), encoding };
};

const chooseEncoding = (acceptEncoding: string): string | undefined =>
  new Negotiator({ headers: { 'accept-encoding': acceptEncoding.toLowerCase() } })
    .encodings(undefined, { preferred: PREFERRED })
    .find((name) => PREFERRED.includes(name));
