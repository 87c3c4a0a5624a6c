import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Table } from '../../../lib/table/call.ts';
import { TableUnavailableError } from '../../../lib/table/errors.ts';
import { getItem, getItems } from '../../../lib/table/get.ts';
import { userKey } from '../../../lib/table/keys.ts';
import { createReadAhead } from '../../../lib/table/read-ahead.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import type { Reaction, TableRequest } from '../../support/table-proxy.ts';

const { proxy, table } = await startProxiedTable(3);

const item = (id: number) => ({ PK: { S: userKey(id).PK }, SK: { S: 'USER' } });
const answer = ({ input }: TableRequest): Reaction => ({
  status: 200,
  body: JSON.stringify({ Item: input['Key'], ConsumedCapacity: { CapacityUnits: 1 } }),
});
const read = (from: Table, id: number, options = {}) => getItem(from, userKey(id), options);
const asked = () => proxy.requests.map(({ input }) => Number(Object(input['Key']).PK.S.slice('USER#'.length)));
const until = async (isSo: () => boolean) => {
  while (!isSo()) await setImmediate();
};

type Ahead = ReturnType<typeof createReadAhead>;

/** An answer that reads users, one after the other, and is remembered. */
const learn = async (readAhead: Ahead, caller: string, ids: readonly number[]) => {
  const ahead = readAhead.start(table, caller, {});
  for (const id of ids) await read(ahead.table, id);
  ahead.remember();
};

describe('what the last answer of a caller read', () => {
  test('is read at once, once each, and at the cost of one read each', async () => {
    proxy.react = answer;
    const readAhead = createReadAhead();
    await learn(readAhead, 'a', [1, 2, 3]);
    expect(asked()).toEqual([1, 2, 3]);
    proxy.reset();
    proxy.react = answer;
    const consumption = { units: 0 };
    const ahead = readAhead.start(table, 'a', { consumption });
    await until(() => proxy.requests.length === 3);
    for (const id of [1, 2, 3]) expect(await read(ahead.table, id, { consumption })).toEqual(item(id));
    expect(asked().toSorted()).toEqual([1, 2, 3]);
    expect(consumption.units).toBe(3);
  });

  test('is read again for a second wish within one answer', async () => {
    proxy.react = answer;
    const readAhead = createReadAhead();
    await learn(readAhead, 'a', [1]);
    const ahead = readAhead.start(table, 'a', {});
    await read(ahead.table, 1);
    await read(ahead.table, 1);
    expect(asked()).toEqual([1, 1, 1]);
  });

  test('is read once ahead, also if it was read twice', async () => {
    proxy.react = answer;
    const readAhead = createReadAhead();
    await learn(readAhead, 'a', [1, 1, 2]);
    proxy.requests.length = 0;
    const ahead = readAhead.start(table, 'a', {});
    await read(ahead.table, 2);
    await read(ahead.table, 3);
    expect(asked().toSorted()).toEqual([1, 2, 3]);
  });

  test.each([
    ['another caller', 'b', 0],
    ['a caller after five minutes', 'a', 300_000],
  ])('is not read for %s', async (_, caller, later) => {
    proxy.react = answer;
    let now = 1000;
    const readAhead = createReadAhead(() => now);
    await learn(readAhead, 'a', [1]);
    now += later;
    proxy.reset();
    proxy.react = answer;
    const ahead = readAhead.start(table, caller, {});
    await read(ahead.table, 2);
    expect(asked()).toEqual([2]);
  });

  test('is still known just before that', async () => {
    proxy.react = answer;
    let now = 1000;
    const readAhead = createReadAhead(() => now);
    await learn(readAhead, 'a', [1]);
    now += 299_999;
    readAhead.start(table, 'a', {});
    await until(() => proxy.requests.length === 2);
    expect(asked()).toEqual([1, 1]);
  });

  test('is of the last answer only, of its reads before it began, and only if it was remembered', async () => {
    proxy.react = answer;
    const readAhead = createReadAhead();
    await learn(readAhead, 'a', [1, 2]);
    const second = readAhead.start(table, 'a', {});
    await read(second.table, 3);
    second.begin();
    await read(second.table, 4);
    second.remember();
    const unfinished = readAhead.start(table, 'a', {});
    await read(unfinished.table, 5);
    proxy.reset();
    proxy.react = answer;
    const last = readAhead.start(table, 'a', {});
    await read(last.table, 3);
    await read(last.table, 6);
    expect(asked()).toEqual([3, 6]);
  });

  test('is another read when its input is another: more keys, or other consistency', async () => {
    proxy.react = () => ({
      status: 200,
      body: JSON.stringify({ Responses: { table: [item(1)] }, ConsumedCapacity: [{ CapacityUnits: 1 }] }),
    });
    const readAhead = createReadAhead();
    const first = readAhead.start(table, 'a', {});
    await getItems(first.table, [userKey(1)], { consistent: false });
    first.remember();
    const second = readAhead.start(table, 'a', {});
    await getItems(second.table, [userKey(1)], { consistent: true });
    await getItems(second.table, [userKey(1), userKey(2)], { consistent: false });
    expect(proxy.requests).toHaveLength(4);
  });
});

describe('a read that was started', () => {
  test('and is wanted fails as it would without', async () => {
    proxy.react = answer;
    const readAhead = createReadAhead();
    await learn(readAhead, 'a', [1]);
    proxy.react = () => ({ status: 400, body: '{"__type":"ThrottlingException"}' });
    const ahead = readAhead.start(table, 'a', {});
    await expect(read(ahead.table, 1)).rejects.toThrow(TableUnavailableError);
  });

  test.each([
    ['fails', () => ({ status: 400, body: '{"__type":"ThrottlingException"}' }) as const],
    ['hangs', () => 'hang' as const],
  ])('in vain and %s changes nothing, and ends with its signal', async (_, reaction) => {
    proxy.react = answer;
    const readAhead = createReadAhead();
    await learn(readAhead, 'a', [1, 2]);
    proxy.react = (request) => (JSON.stringify(request.input).includes('2"') ? reaction() : answer(request));
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const reading = new AbortController();
    const ahead = readAhead.start(table, 'a', { signal: reading.signal });
    expect(await read(ahead.table, 1)).toEqual(item(1));
    ahead.remember();
    reading.abort();
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

test('300,000 characters are remembered, and the oldest callers forgotten', async () => {
  proxy.react = answer;
  const readAhead = createReadAhead();
  const one = readAhead.start(table, 'x', {});
  const long = 'x'.repeat(130_000);
  const learnLong = (caller: string, input = { long }) => {
    const ahead = readAhead.start(table, caller, {});
    ahead.table.takeStarted?.(input, async () => ({ ConsumedCapacity: { CapacityUnits: 0 } }));
    ahead.remember();
  };
  const isKnown = async (caller: string) => {
    const { table: ahead } = readAhead.start(table, caller, {});
    return (await ahead.takeStarted?.({ long }, async () => ({}))) !== undefined;
  };
  one.remember();
  for (const caller of ['a', 'b', 'b', 'a', 'c']) learnLong(caller);
  expect(await Promise.all(['a', 'b', 'c'].map(isKnown))).toEqual([true, false, true]);
  // Nobody is forgotten for a caller who has too much alone
  learnLong('d', { long: 'x'.repeat(300_000) });
  expect(await Promise.all(['a', 'b', 'c'].map(isKnown))).toEqual([true, false, true]);
});
