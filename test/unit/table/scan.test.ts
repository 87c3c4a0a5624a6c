import { describe, expect, test } from 'vitest';
import { mergePages } from '../../../lib/check/merge-pages.ts';
import { createPacedReads } from '../../../lib/check/paced-reads.ts';
import { TableRefusedError, TableUnavailableError } from '../../../lib/table/errors.ts';
import { createPace } from '../../../lib/table/pace.ts';
import { scanItems } from '../../../lib/table/scan.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import { type TableRequest, tableError } from '../../support/table-proxy.ts';

const { proxy, table } = await startProxiedTable();

const key = (id: string) => ({ PK: { S: id }, SK: { S: 'USER' } });
const answer = (body: object) => ({
  status: 200,
  body: JSON.stringify({ ConsumedCapacity: { CapacityUnits: 5 }, ...body }),
});

/** Five pages for each segment, of which the first, the third and the last are empty. */
const answerSegment = ({ input }: TableRequest) => {
  const { Segment: segment = 0, ExclusiveStartKey: start } = input;
  const page = start === undefined ? 0 : Number(JSON.stringify(start).match(/page(\d)/)?.[1]) + 1;
  const Items = page % 2 === 0 ? [] : [key(`${segment}-${page}-a`), key(`${segment}-${page}-b`)];
  return answer({ Items, ...(page < 4 ? { LastEvaluatedKey: key(`page${page}`) } : {}) });
};

const collect = async <Item>(pages: AsyncIterable<readonly Item[]>): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const page of pages) items.push(...page);
  return items;
};

const readTable = () => createPacedReads(table, createPace(1e9)).table();

describe('the whole table is read', () => {
  test('in segments and over all of their pages, empty ones too, each item once', async () => {
    proxy.react = answerSegment;
    const found = (await collect(readTable())).map(({ PK }) => PK?.S).toSorted();
    const expected = ['0', '1', '2', '3'].flatMap((segment) =>
      [1, 3].flatMap((page) => [`${segment}-${page}-a`, `${segment}-${page}-b`]),
    );
    expect(found).toEqual(expected);
    expect(proxy.requests).toHaveLength(20);
    expect(new Set(proxy.requests.map(({ input }) => input['TotalSegments']))).toEqual(new Set([4]));
  });

  test.each([
    [
      'the same page again and again',
      () => answer({ Items: [], LastEvaluatedKey: key('page1') }),
      TableUnavailableError,
    ],
    ['answers without items', () => answer({}), TableUnavailableError],
    [
      'refuses one segment',
      (request: TableRequest) =>
        request.input['Segment'] === 2 ? tableError('AccessDeniedException', 400) : answerSegment(request),
      TableRefusedError,
    ],
  ])('or not at all, when the table %s', async (_, react, error) => {
    proxy.react = react;
    await expect(collect(readTable())).rejects.toThrow(error);
  });

  test('no faster than the pace allows', async () => {
    proxy.react = answerSegment;
    let now = 0;
    const pace = createPace(
      10,
      () => now,
      async (milliseconds) => {
        now += milliseconds;
      },
    );
    await collect(createPacedReads(table, pace).table());
    expect(pace.consumption.units).toBe(100);
    // 100 units at 10 a second; the last pages of the segments are paid for by nobody
    expect(now).toBeGreaterThanOrEqual(7_000);
    expect(now).toBeLessThanOrEqual(10_000);
  });
});

test('items with a sort key are read over all pages', async () => {
  proxy.react = answerSegment;
  const found = [];
  for await (const { PK } of scanItems(table, { sortKey: 'USER', after: { PK: 'page0', SK: 'USER' } }))
    found.push(PK?.S);
  expect(found).toEqual(['0-1-a', '0-1-b', '0-3-a', '0-3-b']);
  expect(proxy.requests[0]?.input).toMatchObject({ ConsistentRead: true, ExclusiveStartKey: key('page0') });
});

test('a failure of one of several sequences ends the others', async () => {
  const ended: string[] = [];
  async function* sequence(name: string, fails: boolean) {
    try {
      for (;;) {
        yield name;
        await Promise.resolve();
        if (fails) throw new Error(name);
      }
    } finally {
      ended.push(name);
    }
  }
  const merged = mergePages([sequence('one', false), sequence('two', true), sequence('three', false)]);
  const seen = new Set<string>();
  await expect(async () => {
    for await (const name of merged) seen.add(name);
  }).rejects.toThrow('two');
  expect(seen).toEqual(new Set(['one', 'two', 'three']));
  expect(ended.toSorted()).toEqual(['one', 'three', 'two']);
});
