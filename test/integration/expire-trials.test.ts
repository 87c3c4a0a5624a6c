import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { type ExpireTrialsReport, reportExpiredTrials } from '../../functions/expire-trials/report-expired-trials.ts';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';
import { createLocalClient } from '../../lib/local/table.ts';
import type { Table } from '../../lib/table/call.ts';
import { encodeOrganization } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { decodeOrganization } from '../../lib/table/items.ts';
import { organizationKey } from '../../lib/table/keys.ts';
import { putItems } from '../../lib/table/put-items.ts';
import { updateItem } from '../../lib/table/update.ts';
import { buildOrganization, daysFromNow, NOW } from '../support/build-records.ts';
import { startTableProxy, type TableProxy } from '../support/table-proxy.ts';

const telemetry = { info: vi.fn(), error: vi.fn(), count: vi.fn() };
const PLENTY = { milliseconds: 60_000, trials: 1_000 };

let stack: LocalStack;
let proxy: TableProxy;
let table: Table;
beforeAll(async () => {
  [stack, proxy] = await Promise.all([
    startLocalStack({ assembly: inject('assembly') }),
    startTableProxy('ExpireTrials'),
  ]);
  proxy.upstream = stack.dynamodb;
  table = { client: createLocalClient(proxy.url), name: stack.tableName, callLimitMs: 60_000 };
  // What the sample data has of it
  await run();
});
afterAll(async () => {
  await stack.close();
  await proxy.close();
});
beforeEach(async () => {
  proxy.reset();
  // What a test left that failed
  await run();
  proxy.reset();
  vi.clearAllMocks();
});

const run = (event: object = {}, limits = PLENTY, now = NOW): Promise<ExpireTrialsReport> =>
  reportExpiredTrials(event, { table, telemetry, now: () => now }, limits);

const read = async (id: number) => {
  const item = await getItem({ client: stack.client, name: stack.tableName }, organizationKey(id));
  if (item === undefined) throw new Error(`there is no organization ${id}`);
  return { ...decodeOrganization(item), sortKey: item['GSI1SK']?.S };
};

const upgrade = (id: number) =>
  updateItem({ client: stack.client, name: stack.tableName }, organizationKey(id), {
    set: { trialUpgradedDate: { S: daysFromNow(0) } },
    remove: ['GSI1PK', 'GSI1SK'],
    expected: { trialUpgradedDate: { NULL: true }, deletedDate: undefined },
  });

const put = (...organizations: Parameters<typeof buildOrganization>[0][]) =>
  putItems(
    stack.client,
    stack.tableName,
    organizations.map((fields) => encodeOrganization(buildOrganization(fields))),
  );

/** The true answer, cut after its second item as if a page had no room for more. */
const toPageOfTwo = (answer: Record<string, unknown>): Record<string, unknown> => {
  const items = z.parse(z.object({ Items: z.array(z.record(z.string(), z.unknown())) }), answer).Items;
  return items.length <= 2 ? answer : { ...answer, Items: items.slice(0, 2), LastEvaluatedKey: items[1] };
};

let lastId = 5_000;
const putOverdue = async (count: number): Promise<number[]> => {
  const ids = Array.from({ length: count }, () => ++lastId);
  await put(...ids.map((id) => ({ id, trialId: id, trialExpiredDate: daysFromNow(-31) })));
  return ids;
};

describe('a trial', () => {
  test('that expired more than 30 days ago ends: its organization is deleted and leaves the index', async () => {
    const [id = 0] = await putOverdue(1);
    expect(await run()).toEqual({ expired: 1, changed: 0, broken: 0, isComplete: true, dryRun: false });
    expect(await read(id)).toMatchObject({ deletedDate: new Date(NOW).toISOString(), sortKey: undefined });
    expect(telemetry.count.mock.calls).toEqual([
      ['ExpiredTrials', 1],
      ['UnfinishedRuns', 0],
    ]);
  });

  test('that ended is not found again', async () => {
    await putOverdue(3);
    expect((await run()).expired).toBe(3);
    expect((await run()).expired).toBe(0);
  });

  test.each([
    ['expired 30 days ago to the millisecond', { trialExpiredDate: daysFromNow(-30) }],
    ['runs', { trialExpiredDate: daysFromNow(1) }],
    ['was upgraded', { trialExpiredDate: daysFromNow(-90), trialUpgradedDate: daysFromNow(-91) }],
  ])('that %s stays', async (_, fields) => {
    const id = ++lastId;
    await put({ id, trialId: id, ...fields });
    expect((await run()).expired).toBe(0);
    expect(await read(id)).not.toHaveProperty('deletedDate');
  });

  test('ends to the millisecond, whatever the precision of its date', async () => {
    const base = Date.parse(daysFromNow(-30));
    const at = (ms: number) => new Date(base + ms).toISOString();
    const dates = [`${at(0).slice(0, 19)}Z`, at(0), `${at(0).slice(0, 20)}000999Z`, at(1), at(2)];
    const ids = dates.map(() => ++lastId);
    await put(...ids.map((id, index) => ({ id, trialId: id, trialExpiredDate: dates[index] ?? null })));
    for (const [ms, deleted] of [3, 4, 5].entries()) {
      await run({}, PLENTY, NOW + 1 + ms);
      const organizations = await Promise.all(ids.map(read));
      expect(organizations.filter(({ deletedDate }) => deletedDate !== undefined)).toHaveLength(deleted);
    }
  });

  test('in a dry run is counted and nothing is written', async () => {
    const [id = 0] = await putOverdue(1);
    expect(await run({ dryRun: true })).toMatchObject({ expired: 1, dryRun: true });
    expect(await read(id)).not.toHaveProperty('deletedDate');
    expect(proxy.requests.map(({ operation }) => operation)).toEqual(['Query']);
    expect(telemetry.count).not.toHaveBeenCalled();
    await run();
  });
});

describe('a run', () => {
  test('ends at its limit of trials, says so, and the next one goes on', async () => {
    await putOverdue(5);
    expect(await run({}, { ...PLENTY, trials: 3 })).toMatchObject({ expired: 3, isComplete: false });
    expect(telemetry.count).toHaveBeenLastCalledWith('UnfinishedRuns', 1);
    expect(await run()).toMatchObject({ expired: 2, isComplete: true });
  });

  test('begins no trial after its limit of time', async () => {
    await putOverdue(1);
    expect(await run({}, { ...PLENTY, milliseconds: 0 })).toMatchObject({ expired: 0, isComplete: false });
    await run();
  });

  test('goes through all pages of the index', async () => {
    await putOverdue(7);
    // The table would fill a page with thousands of these; here each has two
    proxy.react = ({ operation }) => (operation === 'Query' ? toPageOfTwo : 'pass');
    expect((await run()).expired).toBe(7);
    expect(proxy.requests.filter(({ operation }) => operation === 'Query').length).toBeGreaterThan(3);
  });

  test('fails when the table does, after which a further one does the rest', async () => {
    const ids = await putOverdue(20);
    proxy.react = ({ operation }, count) =>
      operation === 'UpdateItem' && count >= 4 ? { status: 400, body: '{"__type":"AccessDeniedException"}' } : 'pass';
    await expect(run()).rejects.toThrow('refused');
    proxy.reset();
    expect((await run()).isComplete).toBe(true);
    for (const id of ids) expect(await read(id)).toHaveProperty('deletedDate');
  });

  test('and another at the same time delete each organization once', async () => {
    await putOverdue(50);
    const reports = await Promise.all([run(), run()]);
    expect(reports.reduce((sum, { expired }) => sum + expired, 0)).toBe(50);
  });
});

describe('a trial that is upgraded in the same moment', () => {
  test('is never deleted, when the upgrade comes between the index and the write', async () => {
    const [id = 0] = await putOverdue(1);
    let nomination = '';
    proxy.react = () => (answer) => {
      nomination = JSON.stringify(answer);
      return answer;
    };
    await run({ dryRun: true });
    await upgrade(id);
    proxy.react = ({ operation }) => (operation === 'Query' ? { status: 200, body: nomination } : 'pass');
    expect(await run()).toMatchObject({ expired: 0, changed: 1 });
    expect(await read(id)).toMatchObject({ trialUpgradedDate: daysFromNow(0), sortKey: undefined });
    expect(await read(id)).not.toHaveProperty('deletedDate');
  });

  test('keeps its upgrade or is deleted without it, never both, in a hundred races', async () => {
    const ids = await putOverdue(100);
    const [report, upgrades] = await Promise.all([run(), Promise.all(ids.map(upgrade))]);
    const upgradedIds = ids.filter((_, index) => upgrades[index]);
    for (const id of ids) {
      const { deletedDate, trialUpgradedDate } = await read(id);
      expect(deletedDate === undefined).toBe(upgradedIds.includes(id));
      expect(trialUpgradedDate !== null).toBe(upgradedIds.includes(id));
    }
    expect(report.expired).toBe(100 - upgradedIds.length);
  });
});

describe('an index key that is not the organization’s', () => {
  test.each([
    ['of a trial that was upgraded is removed', { trialUpgradedDate: { S: daysFromNow(-40) } }, undefined],
    ['of a trial that was prolonged is moved', { trialExpiredDate: { S: daysFromNow(7) } }, daysFromNow(7)],
  ])('%s, and nothing is deleted', async (_, set, date) => {
    const [id = 0] = await putOverdue(1);
    // As a service does that knows nothing of the index
    await updateItem(table, organizationKey(id), { set, expected: { PK: { S: organizationKey(id).PK } } });
    expect(await run()).toMatchObject({ expired: 0, changed: 1, isComplete: true });
    const { deletedDate, sortKey } = await read(id);
    expect(deletedDate).toBeUndefined();
    expect(sortKey?.split('#')[0]).toBe(date);
    expect((await run()).changed).toBe(0);
  });

  test('of a broken organization is left, named and counted as unfinished', async () => {
    const [id = 0] = await putOverdue(1);
    const key = organizationKey(id);
    await updateItem(table, key, { remove: ['name', 'trialUpgradedDate'], expected: { PK: { S: key.PK } } });
    await putOverdue(2);
    expect(await run()).toMatchObject({ expired: 2, broken: 1 });
    expect(telemetry.error).toHaveBeenCalledWith(expect.any(String), expect.any(Error), {
      item: `${key.PK}/${key.SK}`,
    });
    expect(telemetry.count).toHaveBeenLastCalledWith('UnfinishedRuns', 1);
    // As an operator mends it
    await put({ id });
  });
});
