import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Fragment } from '../../../lib/contract/fragment.ts';
import { AnswerLimit } from '../../../lib/http/answer-limit.ts';
import { compress } from '../../../lib/http/compress.ts';
import { toPublicError } from '../../../lib/http/error-response.ts';
import { jsonStream } from '../../../lib/http/json-stream.ts';

const LIMIT = 7_000_000;

/** Organizations in fragments of 30,000 bytes or so, of which nothing or nearly everything can be compressed away. */
async function* organizations(count: number, isRandom: boolean): AsyncGenerator<AsyncIterable<Fragment>> {
  for (let id = 0; id < count; id++) yield fragments(id, isRandom);
}
async function* fragments(id: number, isRandom: boolean): AsyncGenerator<Fragment> {
  const text = () => (isRandom ? randomBytes(15_000).toString('base64') : 'a'.repeat(20_000));
  yield { parts: [`{"id":${id},"projects":["${text()}"`], close: ']}' };
  yield { parts: [`,"${text()}"]}`], close: '' };
}

const send = async (count: number, isRandom: boolean, encoding: string) => {
  const limit = new AnswerLimit(LIMIT);
  const thrown: unknown[] = [];
  const onFailure = (error: unknown) => {
    thrown.push(error);
    return toPublicError(error).text;
  };
  const json = jsonStream(organizations(count, isRandom), onFailure, (written, parts) =>
    limit.ensureRoom(written, parts),
  );
  const sent = await buffer(compress(Readable.from(json), encoding, limit).body);
  const decode = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync }[encoding];
  return { sent, answer: JSON.parse(`${decode === undefined ? sent : decode(sent)}`), thrown };
};

describe.each(['identity', 'zstd', 'br', 'gzip'])('an answer in %s', (encoding) => {
  test('that would be too long ends below the limit as a failure, and says what to do', async () => {
    const { sent, answer, thrown } = await send(300, true, encoding);
    expect(sent.length).toBeLessThan(LIMIT);
    expect(sent.length).toBeGreaterThan(LIMIT / 7);
    expect(answer.success).toBe(false);
    expect(answer.error).toMatch(/longer than 200 MB.*zstd, br or gzip.*projects=false$/);
    expect(answer.organizations.map(({ id }: { id: number }) => id)).toEqual([...answer.organizations.keys()]);
    expect(thrown).toHaveLength(1);
  });

  test('that just fits is whole', async () => {
    const { answer } = await send(50, true, encoding);
    expect(answer).toMatchObject({ success: true });
    expect(answer.organizations).toHaveLength(50);
  });
});

test.each(['zstd', 'br', 'gzip'])(
  'what counts is what is sent: in %s, an answer may be longer as JSON',
  async (encoding) => {
    const { sent, answer } = await send(400, false, encoding);
    expect(answer.success).toBe(true);
    expect(JSON.stringify(answer).length).toBeGreaterThan(2 * LIMIT);
    expect(sent.length).toBeLessThan(LIMIT / 10);
  },
);

describe('room for parts', () => {
  const RESERVED = 4_000_000;
  const ensure = (written: number, parts: readonly string[]) => () =>
    new AnswerLimit(RESERVED + 100).ensureRoom(written, parts);

  test('is there up to the last byte, in UTF-8', () => {
    expect(ensure(90, ['é', 'x'.repeat(8)])).not.toThrow();
    expect(ensure(90, ['é', 'x'.repeat(9)])).toThrow('longer than');
    expect(ensure(101, [])).toThrow('longer than');
  });

  test('is not counted before half of it is written', () => {
    expect(ensure(49, ['x'.repeat(200)])).not.toThrow();
    expect(ensure(50, ['x'.repeat(200)])).toThrow('longer than');
  });
});
