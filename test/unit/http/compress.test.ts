import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compress } from '../../../lib/http/compress.ts';

const BODY = '{"organizations":[]}'.repeat(100);
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

  test('as zstd before brotli before gzip', () => {
    expect(compress(source(), 'gzip, deflate, br, zstd').encoding).toBe('zstd');
    expect(compress(source(), 'gzip, deflate, br').encoding).toBe('br');
    expect(compress(source(), '*').encoding).toBe(undefined);
  });

  test.each([undefined, '', 'identity', 'deflate', 'gzip;q=0', 'nonsense;;q=x'])('as it is to %j', async (accepted) => {
    const { body, encoding } = compress(source(), accepted);
    expect(encoding).toBeUndefined();
    expect(await text(body)).toBe(BODY);
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
