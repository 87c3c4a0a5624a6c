import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listOrganizations } from '../../../functions/list-organizations/list-organizations.ts';
import { createTableClient } from '../../../lib/table/client.ts';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { TableUnavailableError } from '../../../lib/table/errors.ts';
import { buildMember, buildOrganization, buildUser } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { isAbout, range, readOf } from '../../support/organizations-of-user.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import type { TableRequest } from '../../support/table-proxy.ts';

const { proxy } = await startProxiedTable();
const LONG_MS = 1e6;
/** Its own limits are far beyond those that are tested here. */
const table = { client: createTableClient(undefined, LONG_MS), name: 'table', callLimitMs: LONG_MS };
const send = vi.spyOn(table.client, 'send');

const IDS = range(1, 40);
const answer = answerFrom([
  ...encodeRecords({
    organizations: IDS.map((id) => buildOrganization({ id })),
    members: IDS.map((organizationId) => buildMember({ organizationId, userId: 1 })),
    projects: [],
    users: [buildUser({ id: 1 })],
  }),
]);

/** @param time what is left to the function when it begins, in milliseconds */
const list = (time = LONG_MS, timeLimitFactor?: number) => {
  const begun = Date.now();
  const told: [string, ...unknown[]][] = [];
  const telemetry = {
    info: (message: string, fields: object) => void told.push([message, fields]),
    error: (message: string, error: unknown) => void told.push([message, String(error)]),
    count: (metric: string, value = 1, split = {}) => void told.push([metric, value, split]),
  };
  const body = listOrganizations(
    { principal: { principalKind: 'user', userId: 1 }, withProjects: true },
    { table, telemetry, now: () => 0, ...(timeLimitFactor === undefined ? {} : { timeLimitFactor }) },
    'a request',
    () => time - (Date.now() - begun),
  );
  return { body: body.then((sent) => (sent instanceof Readable ? sent : Readable.from(sent))), told };
};

const until = async (isSo: () => boolean) => {
  while (!isSo()) await setImmediate();
};
const isHanging = (asked: TableRequest) => readOf(asked) === 'partition' && isAbout(asked, 35);
/** Whether a read was aborted: at once where time is up, while the answer ends only later. */
const isAborted = () => send.mock.calls.some(([, options]) => options?.abortSignal?.aborted);
/** Every read but the one of an organization late in the list. */
const hangLate = (asked: TableRequest) => (isHanging(asked) ? 'hang' : answer(asked));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  proxy.react = answer;
  send.mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a client waits for the first organization', () => {
  test.each([
    [2600, undefined],
    [2600, 1],
    [26_000, 10],
  ])('for %i ms at most, with the factor %s', async (limit, factor) => {
    proxy.react = () => 'hang';
    const { body } = list(LONG_MS, factor);
    let failure: unknown;
    body.catch((error: unknown) => {
      failure = error;
    });
    await until(() => proxy.requests.length > 0);
    vi.advanceTimersByTime(limit - 1);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(failure).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(isAborted()).toBe(true);
    await until(() => failure !== undefined);
    expect(failure).toEqual(new TableUnavailableError('out of time'));
  });

  test('and no longer counts against that limit once it is there', async () => {
    proxy.react = hangLate;
    const { body, told } = list();
    const sent = text(await body);
    await until(() => proxy.requests.some(isHanging));
    vi.advanceTimersByTime(2600);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(told).toEqual([]);
    vi.advanceTimersByTime(LONG_MS);
    expect(isAborted()).toBe(true);
    expect(JSON.parse(await sent)).toMatchObject({ success: false });
  });
});

describe('an answer', () => {
  test.each([
    [3500, 1],
    [2000, 2],
  ])('of 5000 ms ends as a failure after %i, with the factor %i, which is counted', async (limit, factor) => {
    // The first read takes a second of it
    proxy.react = (asked) => {
      if (proxy.requests.length === 1) vi.advanceTimersByTime(1000);
      return hangLate(asked);
    };
    const { body, told } = list(5000, factor);
    const sent = text(await body);
    await until(() => proxy.requests.some(isHanging));
    vi.advanceTimersByTime(limit - 1000 - 1);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(isAborted()).toBe(true);
    const { success, organizations, error } = JSON.parse(await sent);
    expect(success).toBe(false);
    expect(error).toContain('temporarily unavailable');
    expect(organizations.map(({ id }: { id: number }) => id)).toEqual(range(1, organizations.length));
    expect(told).toContainEqual(['PartialAnswers', 1, { kind: 'table-unavailable' }]);
    expect(told.at(-1)).toMatchObject(['listed', { outcome: 'table-unavailable' }]);
  });

  test.each([1500, 0])('that begins %i ms before the function ends, ends so at once', async (time) => {
    proxy.react = hangLate;
    const { body } = list(time);
    const sent = text(await body);
    vi.advanceTimersByTime(1);
    expect(isAborted()).toBe(true);
    expect(JSON.parse(await sent).success).toBe(false);
  });

  test('that is whole keeps no timer, and says so', async () => {
    const { body, told } = list();
    expect(JSON.parse(await text(await body))).toMatchObject({ success: true });
    expect(told).toMatchObject([['listed', { outcome: 'success', organizations: 40, requestId: 'a request' }]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('whose client leaves is read no further, and is no partial answer', async () => {
    proxy.react = hangLate;
    const { body, told } = list();
    const reading = await body;
    reading.resume();
    await until(() => proxy.requests.some(isHanging));
    reading.destroy();
    expect(isAborted()).toBe(true);
    await until(() => told.length > 0);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(told).toMatchObject([['listed', { outcome: 'client-gone' }]]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
