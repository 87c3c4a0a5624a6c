import { once } from 'node:events';
import { PassThrough, Readable, type Transform } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createZstdCompress,
  createZstdDecompress,
  gunzipSync,
  gzipSync,
  zstdDecompressSync,
} from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compress, compressWhole } from '../../../lib/http/compress.ts';

const BODY = '{"organizations":[]}'.repeat(100);
/** Text of which each level makes something else. */
const VARIED = Array.from({ length: 20_000 }, (_, index) => `${(index * 7919) % 10_007},"name":`).join('');
const source = () => Readable.from([BODY]);

describe('a body is sent', () => {
  test.each([
    ['zstd', zstdDecompressSync],
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('as %s to a client that accepts nothing else', async (encoding, decompress) => {
    const compressed = compress(source(), encoding);
    expect(compressed.encoding).toBe(encoding);
    const bytes = await buffer(compressed.body);
    expect(bytes.length).toBeLessThan(BODY.length / 2);
    expect(decompress(bytes).toString()).toBe(BODY);
  });

  test.each([
    ['zstd', zstdDecompressSync],
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('as %s when it is whole, too', (encoding, decompress) => {
    const compressed = compressWhole(Buffer.from(BODY), `deflate, ${encoding}`);
    expect(compressed.encoding).toBe(encoding);
    expect(compressed.body.length).toBeLessThan(BODY.length / 2);
    expect(decompress(compressed.body).toString()).toBe(BODY);
    expect(compressWhole(Buffer.from(BODY), 'deflate')).toEqual({ body: Buffer.from(BODY), encoding: undefined });
  });

  test('as zstd before brotli before gzip to a client that prefers none', () => {
    expect(compress(source(), 'gzip, deflate, br, zstd').encoding).toBe('zstd');
    expect(compress(source(), 'gzip, deflate, br').encoding).toBe('br');
    expect(compress(source(), '*').encoding).toBe(undefined);
  });

  test.each([
    ['zstd;q=0.1, gzip;q=1', 'gzip'],
    ['zstd;q=0.5, br;q=0.8, gzip;q=0.5', 'br'],
    ['gzip;q=0.5, br;q=0.5, zstd;q=0.5', 'zstd'],
    ['gzip, br;q=0.9, zstd;q=0', 'gzip'],
    ['sdch, gzip;q=0.5', 'gzip'],
    ['gzip;q=0.5, *;q=0.1', 'gzip'],
    ['GZip', 'gzip'],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['identity, gzip;q=0.5', undefined],
    ['*;q=0, gzip', 'gzip'],
  ])('as the client prefers: %s gets %s', (accepted, encoding) => {
    expect(compress(source(), accepted).encoding).toBe(encoding);
  });

  test.each([undefined, '', 'identity', 'deflate', 'gzip;q=0', 'nonsense;;q=x'])('as it is to %j', async (accepted) => {
    const { body, encoding } = compress(source(), accepted);
    expect(encoding).toBeUndefined();
    expect(await text(body)).toBe(BODY);
  });

  test('as well as is worth the time: brotli of quality 4, gzip of level 6, zstd of level 1 with a window of a megabyte', async () => {
    // Compared as a whole: the difference of long buffers takes a minute to print
    const isAs = async (expected: Buffer, encoding: string, end?: number) =>
      (await buffer(compress(Readable.from([VARIED]), encoding).body)).subarray(0, end).equals(expected);
    const brotli = brotliCompressSync(VARIED, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
    expect(await isAs(brotli, 'br')).toBe(true);
    expect(await isAs(gzipSync(VARIED, { level: 6 }), 'gzip')).toBe(true);
    const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_windowLog]: 20 };
    const flushed = createZstdCompress({ params, finishFlush: constants.ZSTD_e_flush });
    flushed.end(VARIED);
    expect(await isAs(await buffer(flushed), 'zstd', -3)).toBe(true);
  });

  test.each(['zstd', 'br', 'gzip'])('in %s from its beginning on, while the rest is awaited', async (encoding) => {
    const beginning = '{"organizations":[{"id":1';
    const rest = Promise.withResolvers<string>();
    const waiting = async function* () {
      yield beginning;
      yield await rest.promise;
    };
    const { body } = compress(Readable.from(waiting()), encoding);
    const decoders: Record<string, () => Transform> = {
      zstd: createZstdDecompress,
      br: createBrotliDecompress,
      gzip: createGunzip,
    };
    const decoded = body.pipe(decoders[encoding]?.() ?? new PassThrough());
    const [early] = await once(decoded, 'data');
    expect(`${early}`).toBe(beginning);
    rest.resolve('}]}');
    expect(await text(decoded)).toBe('}]}');
  });

  test('no further than the client reads', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield BODY;
      })(),
    );
    const { body } = compress(endless, 'gzip');
    await once(body, 'readable');
    body.destroy();
    await new Promise((resolve) => endless.once('close', resolve));
    expect(endless.destroyed).toBe(true);
  });
});
