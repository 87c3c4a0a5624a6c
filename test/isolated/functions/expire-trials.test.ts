import type { Context } from 'aws-lambda';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { reportExpiredTrials } from '../../../functions/expire-trials/report-expired-trials.ts';
import { encodeOrganization } from '../../../lib/table/encode.ts';
import { buildOrganization, daysFromNow, NOW } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { range } from '../../support/organizations-of-user.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

const { proxy, table } = await startProxiedTable();
vi.stubEnv('TABLE_NAME', table.name);
vi.stubEnv('METRICS_NAMESPACE', 'Tests');
afterAll(() => void vi.unstubAllEnvs());
const { handler } = await import('../../../functions/expire-trials/handler.ts');

const overdue = (id: number) =>
  encodeOrganization(buildOrganization({ id, trialId: id, trialExpiredDate: daysFromNow(-40) }));

/** Writes succeed and change nothing. */
const hold = (items: ReturnType<typeof overdue>[]) => {
  const answer = answerFrom(items);
  const written = { status: 200, body: '{"ConsumedCapacity":{"CapacityUnits":1}}' };
  proxy.react = (request) => (request.operation === 'UpdateItem' ? written : answer(request));
};
const writes = () => proxy.requests.filter(({ operation }) => operation === 'UpdateItem').length;

/** @param remaining what Lambda leaves to the function, in milliseconds */
const invoke = (event: object, remaining: number) => {
  const context: Pick<Context, 'getRemainingTimeInMillis'> = { getRemainingTimeInMillis: () => remaining };
  return handler(event, context as Context); // it asks for nothing else
};

describe('the daily job', () => {
  test('deletes what is over', async () => {
    hold([overdue(1), overdue(2)]);
    expect(await invoke({}, 300_000)).toMatchObject({ expired: 2, isComplete: true, dryRun: false });
    expect(writes()).toBe(2);
  });

  test('begins nothing in its last ten seconds, which it needs for what it has begun', async () => {
    hold([overdue(1)]);
    expect(await invoke({}, 10_000)).toMatchObject({ expired: 0, isComplete: false });
    expect(writes()).toBe(0);
  });

  test('ends after 10,000 trials, which are probably a mistake', async () => {
    hold(range(1, 10_001).map(overdue));
    expect(await invoke({ dryRun: true }, 300_000)).toMatchObject({ expired: 10_000, isComplete: false, dryRun: true });
  });
});

describe('a run counts', () => {
  const telemetry = { info: vi.fn(), error: vi.fn(), count: vi.fn() };
  beforeEach(() => void vi.clearAllMocks());
  const report = (event: object) =>
    reportExpiredTrials(event, { table, telemetry, now: () => NOW }, { milliseconds: 1000, trials: 10 });

  test('what it deleted, and that it came to its end', async () => {
    hold([overdue(1), overdue(2)]);
    await report({});
    expect(telemetry.count.mock.calls).toEqual([
      ['ExpiredTrials', 2],
      ['UnfinishedRuns', 0],
    ]);
  });

  test('nothing where it only looked', async () => {
    hold([overdue(1)]);
    expect(await report({ dryRun: true })).toMatchObject({ expired: 1 });
    expect(telemetry.count).not.toHaveBeenCalled();
    expect(writes()).toBe(0);
  });

  test('as unfinished with an item that is broken, which it names', async () => {
    const { name: _, ...broken } = overdue(1);
    hold([{ ...broken, trialUpgradedDate: { S: daysFromNow(-1) } }]);
    expect(await report({})).toMatchObject({ broken: 1, isComplete: true });
    expect(telemetry.count).toHaveBeenCalledWith('UnfinishedRuns', 1);
    const item = 'ORG#0000000000000001/ORG';
    expect(telemetry.error).toHaveBeenCalledWith('a trial cannot be ended', expect.any(Error), { item });
  });
});
