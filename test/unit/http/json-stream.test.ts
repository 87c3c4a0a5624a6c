import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Fragment } from '../../../lib/contract/fragment.ts';
import { CHUNK_BYTES } from '../../../lib/http/chunk-writer.ts';
import { jsonStream } from '../../../lib/http/json-stream.ts';

async function* fragments(...texts: readonly [string, string][]): AsyncGenerator<Fragment, void, undefined> {
  for (const [text, close] of texts) yield { parts: [text.slice(0, 1), Buffer.from(text.slice(1))], close };
}

async function* failing<T>(values: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* values;
  throw new Error('the reason');
}

const chunksOf = async (organizations: AsyncIterable<AsyncIterable<Fragment>>) => {
  const chunks: string[] = [];
  for await (const chunk of jsonStream(organizations, () => 'the public "text"'))
    chunks.push(Buffer.from(chunk).toString());
  return chunks;
};
async function* all(...organizations: AsyncIterable<Fragment>[]) {
  yield* organizations;
}

describe('the body of an answer', () => {
  test('ends in success', async () => {
    expect((await chunksOf(all())).join('')).toBe('{"organizations":[],"success":true}');
    const body = await chunksOf(all(fragments(['{"id":1', '}'], [',"a":2}', '']), fragments(['{"id":2}', ''])));
    expect(body.join('')).toBe('{"organizations":[{"id":1,"a":2},{"id":2}],"success":true}');
  });

  test('is one chunk when all of it is there', async () => {
    const chunks = await chunksOf(all(fragments(['{"id":1}', '']), fragments(['{"id":2}', '']), fragments(['{}', ''])));
    expect(chunks).toEqual(['{"organizations":[{"id":1},{"id":2},{}],"success":true}']);
  });

  test('sends what is there before it waits, and gathers the others', async () => {
    const waiting = async function* () {
      yield fragments(['{"id":1}', ''], [',"a":1}', '']);
      yield fragments(['{"id":2}', '']);
      await setImmediate();
      await setImmediate();
      yield fragments(['{"id":3}', '']);
      await setImmediate();
      yield fragments(['{}', '']);
    };
    const first = '{"organizations":[{"id":1},"a":1},{"id":2}';
    expect(await chunksOf(waiting())).toEqual([first, ',{"id":3},{}],"success":true}']);
  });

  test('sends what was gathered when it is long', async () => {
    const ids = Array.from({ length: 600 }, () => JSON.stringify('é🐝'.repeat(1_500)));
    const chunks = await chunksOf(all(...ids.map((id) => fragments([id, '']))));
    expect(JSON.parse(chunks.join(''))).toEqual({ organizations: ids.map((id) => JSON.parse(id)), success: true });
    const bytes = chunks.slice(1, -1).map((chunk) => Buffer.byteLength(chunk));
    expect(bytes.length).toBeGreaterThan(4);
    expect(Math.min(...bytes.slice(2))).toBeGreaterThan(CHUNK_BYTES / 2);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(CHUNK_BYTES);
  });

  test('takes less than a full chunk of memory for a small answer', async () => {
    const taken = new Set<ArrayBufferLike>();
    for await (const { buffer } of jsonStream(all(fragments(['{}', '']), fragments(['{}', ''])), () => ''))
      taken.add(buffer);
    expect([...taken].reduce((bytes, { byteLength }) => bytes + byteLength, 0)).toBeLessThan(CHUNK_BYTES);
  });

  test.each(Array.from({ length: 12 }, (_, index) => CHUNK_BYTES - 6 + index))(
    'loses nothing when what stands between two organizations comes after %i bytes',
    async (length) => {
      const whole = JSON.stringify('x'.repeat(length - 2));
      const chunks = await chunksOf(all(fragments(['1', '']), fragments([whole, '']), fragments(['2', ''])));
      expect(chunks.join('')).toBe(`{"organizations":[1,${whole},2],"success":true}`);
    },
  );

  test('sends a part that is longer than a chunk whole', async () => {
    const long = JSON.stringify('海'.repeat(50_000));
    const chunks = await chunksOf(all(fragments([long, '']), fragments(['1', '']), fragments([long, ''])));
    expect(chunks.join('')).toBe(`{"organizations":[${long},1,${long}],"success":true}`);
  });

  test.each<[string, AsyncIterable<AsyncIterable<Fragment>>, unknown[]]>([
    ['before the first organization', failing<AsyncIterable<Fragment>>([]), []],
    ['between two', failing([fragments(['{"id":1}', ''])]), [{ id: 1 }]],
    ['at the beginning of the second', all(fragments(['{"id":1}', '']), failing<Fragment>([])), [{ id: 1 }]],
    ['inside one', all(failing([{ parts: ['{"id":1,"projects":[{}'], close: ']}' }])), [{ id: 1, projects: [{}] }]],
  ])('is valid JSON that says so when reading fails %s', async (_, organizations, listed) => {
    const body = (await chunksOf(organizations)).join('');
    expect(JSON.parse(body)).toEqual({ organizations: listed, success: false, error: 'the public "text"' });
    expect(body.endsWith('"success":false,"error":"the public \\"text\\""}')).toBe(true);
  });
});
