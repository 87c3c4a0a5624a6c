import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { decompress } from 'fzstd';
import { describe, expect, test } from 'vitest';
import { compress, compressWhole } from '../../../lib/http/compress.ts';
import { OneFrameZstd } from '../../../lib/http/one-frame-zstd.ts';
import { DECODE_SINGLE } from '../../support/single-stream.ts';

const ENCODINGS = ['zstd', 'br', 'gzip'];

/** As much as zlib hands out at once. */
const OUTPUT_BYTES = 16 * 1024;

const send = (chunks: Iterable<Buffer> | AsyncIterable<Buffer>, encoding: string) =>
  buffer(compress(Readable.from(chunks), encoding).body);

const decode = (sent: Buffer, encoding: string) => DECODE_SINGLE[encoding]?.(sent);

/** Its compression is as long as itself and a few bytes more. */
const NOISE = randomBytes(300_000);

describe.each(ENCODINGS)('%s: a body is one compressed stream and nothing after it', (encoding) => {
  test.each<[string, Buffer[]]>([
    ['of nothing', []],
    ['of one empty chunk', [Buffer.alloc(0)]],
    ['of one byte', [Buffer.from('1')]],
    ['of two small chunks', [Buffer.from('{"organizations":['), Buffer.from('],"success":true}')]],
    ['that ends in an empty chunk', [Buffer.from('1'), Buffer.alloc(0)]],
    ['of more than a window', [NOISE, NOISE, NOISE, NOISE, NOISE]],
  ])('%s', async (_, chunks) => {
    expect(decode(await send(chunks, encoding), encoding)).toEqual(Buffer.concat(chunks));
  });

  test('whose source ends while the last chunk is compressed, or later', async () => {
    for (let turns = 0; turns < 200; turns += 5) {
      const chunks = async function* () {
        yield NOISE.subarray(0, 40_000);
        for (let turn = 0; turn < turns; turn++) await setImmediate();
        yield Buffer.from('the end');
        for (let turn = 0; turn < turns; turn++) await setImmediate();
      };
      expect(decode(await send(chunks(), encoding), encoding)?.length).toBe(40_007);
    }
  });

  test('of every length around what zlib hands out at once', async () => {
    for (let length = OUTPUT_BYTES - 40; length < OUTPUT_BYTES + 5; length++) {
      const [one, two] = [NOISE.subarray(0, length - 1), NOISE.subarray(length - 1, length)];
      for (const chunks of [[one, two], [Buffer.concat([one, two])]]) {
        expect(decode(await send(chunks, encoding), encoding)).toEqual(NOISE.subarray(0, length));
      }
      const whole = compressWhole(NOISE.subarray(0, length), encoding);
      expect(decode(Buffer.from(whole.body), encoding)).toEqual(NOISE.subarray(0, length));
    }
  });

  test('of any chunks', async () => {
    const anyChunks = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 20_000 })));
    await fc.assert(
      fc.asyncProperty(anyChunks, async (arrays) => {
        const chunks = arrays.map((array) => Buffer.from(array));
        const sent = await send(chunks, encoding);
        expect(decode(sent, encoding)).toEqual(Buffer.concat(chunks));
        if (encoding === 'zstd') expect(Buffer.from(decompress(sent))).toEqual(Buffer.concat(chunks));
      }),
    );
  });
});

test('a flush just before the end leaves one frame', async () => {
  const encoder = new OneFrameZstd({});
  const sent = buffer(encoder);
  encoder.write('flushed');
  await new Promise<void>((resolve) => encoder.flush(resolve));
  encoder.end();
  expect(decode(await sent, 'zstd')?.toString()).toBe('flushed');
});

test('the decoders of these tests refuse a second stream', () => {
  const [frame, stream, member] = [zstdCompressSync('1'), brotliCompressSync('1'), gzipSync('1')];
  expect(() => decode(Buffer.concat([frame, zstdCompressSync('')]), 'zstd')).toThrow('9 bytes follow');
  expect(() => decode(Buffer.concat([member, member]), 'gzip')).toThrow('21 bytes follow');
  expect(() => decode(Buffer.concat([stream, stream]), 'br')).toThrow('5 bytes follow');
});
