import { describe, expect, test } from 'vitest';
import { type ExpiredTrial, expireTrials } from '../../../lib/organizations/expire-trials.ts';
import { listTrials, trialStateOf } from '../../../lib/organizations/list-trials.ts';
import {
  TrialEndPastError,
  TrialExistsError,
  TrialMissingError,
  TrialUpgradedError,
} from '../../../lib/organizations/refusals.ts';
import { startTrial } from '../../../lib/organizations/start-trial.ts';
import { upgradeTrial } from '../../../lib/organizations/upgrade-trial.ts';
import { encodeOrganization } from '../../../lib/table/encode.ts';
import { OrganizationDeletedError } from '../../../lib/table/existing.ts';
import { getItem } from '../../../lib/table/get.ts';
import { organizationKey } from '../../../lib/table/keys.ts';
import { buildOrganization } from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(NOW + days * DAY_MS).toISOString();
const { table, put } = await startMemoryTable();
const stored = (id: number) => getItem(table, organizationKey(id));
const putOrganization = (id: number, trialExpiredDate: string | null, fields = {}) =>
  put(
    encodeOrganization(buildOrganization({ id, trialId: null, trialExpiredDate, trialUpgradedDate: null, ...fields })),
  );

describe('a trial', () => {
  test('is started, with the id of its organization unless another one is given', async () => {
    await putOrganization(1, null);
    await putOrganization(2, null);
    expect(await startTrial(table, 1, { end: NOW + DAY_MS, extend: false }, NOW)).toBe(inDays(1));
    await startTrial(table, 2, { end: NOW + DAY_MS, trialId: 77, extend: false }, NOW);
    expect(await stored(1)).toMatchObject({ trialId: { N: '1' }, GSI1SK: { S: `${inDays(1)}#0000000000000001` } });
    expect(await stored(2)).toMatchObject({ trialId: { N: '77' }, trialUpgradedDate: { NULL: true } });
  });

  test('is extended, and keeps its id', async () => {
    await putOrganization(3, inDays(1), { trialId: 9 });
    await startTrial(table, 3, { end: NOW + 5 * DAY_MS, extend: true }, NOW);
    expect(await stored(3)).toMatchObject({ trialId: { N: '9' }, trialExpiredDate: { S: inDays(5) } });
  });

  test('is refused in the past, twice, where there is none to extend, and once it was upgraded', async () => {
    await putOrganization(4, inDays(1));
    await putOrganization(5, null);
    await putOrganization(6, inDays(1), { trialUpgradedDate: inDays(-1) });
    await putOrganization(7, null, { deletedDate: inDays(-1) });
    const start = (id: number, extend: boolean, end = NOW + 1) => startTrial(table, id, { end, extend }, NOW);
    await expect(start(5, false, NOW)).rejects.toThrow(TrialEndPastError);
    await expect(start(4, false)).rejects.toThrow(TrialExistsError);
    await expect(start(5, true)).rejects.toThrow(TrialMissingError);
    await expect(start(6, true)).rejects.toThrow(TrialUpgradedError);
    await expect(start(7, false)).rejects.toThrow(OrganizationDeletedError);
  });

  test('is upgraded as of now, once, and leaves the index', async () => {
    await putOrganization(8, inDays(1));
    await putOrganization(9, null);
    await putOrganization(10, null, { deletedDate: inDays(-1) });
    expect(await upgradeTrial(table, 8, NOW)).toBe(true);
    expect(await upgradeTrial(table, 8, NOW + 1)).toBe(false);
    expect(await stored(8)).toMatchObject({ trialUpgradedDate: { S: inDays(0) } });
    expect(await stored(8)).not.toHaveProperty('GSI1PK');
    await expect(upgradeTrial(table, 9, NOW)).rejects.toThrow(TrialMissingError);
    await expect(upgradeTrial(table, 10, NOW)).rejects.toThrow(OrganizationDeletedError);
  });
});

describe('the list of trials', () => {
  test('has those that end together by their ids, and none that the index only remembers', async () => {
    const { table: own, put: putOwn } = await startMemoryTable();
    const trial = { trialId: 1, trialExpiredDate: inDays(1), trialUpgradedDate: null };
    const [running] = [encodeOrganization(buildOrganization({ id: 12, ...trial }))];
    const upgraded = encodeOrganization(buildOrganization({ id: 13, ...trial, trialUpgradedDate: inDays(-1) }));
    const { GSI1PK = { S: '' }, GSI1SK = { S: '' } } = running ?? {};
    await putOwn(...[12, 9, 11].map((id) => encodeOrganization(buildOrganization({ id, ...trial }))), {
      ...upgraded,
      GSI1PK,
      GSI1SK,
    });
    expect((await listTrials(own)).map(({ id }) => id)).toEqual([9, 11, 12]);
  });

  test('says that a trial is in its grace period from its end on', async () => {
    const { table: own, put: putOwn } = await startMemoryTable();
    await putOwn(encodeOrganization(buildOrganization({ trialId: 1, trialExpiredDate: inDays(0) })));
    const states = (now: number) => listTrials(own).then((trials) => trials.map((trial) => trialStateOf(trial, now)));
    expect([await states(NOW - 1), await states(NOW)]).toEqual([['running'], ['in its grace period']]);
  });
});

describe('trials that end', () => {
  test('are listed by their end, and deleted when their grace period is over', async () => {
    const { table: own, put: putOwn } = await startMemoryTable();
    const ends = { 11: -40, 12: -31, 13: -29, 14: 2 };
    await putOwn(
      ...Object.entries(ends).map(([id, days]) =>
        encodeOrganization(
          buildOrganization({ id: Number(id), trialId: 1, trialExpiredDate: inDays(days), trialUpgradedDate: null }),
        ),
      ),
    );
    const states = async () => (await listTrials(own)).map((trial) => [trial.id, trialStateOf(trial, NOW)]);
    const all = [
      [11, 'over'],
      [12, 'over'],
      [13, 'in its grace period'],
      [14, 'running'],
    ];
    expect(await states()).toEqual(all);
    const expire = async (isDryRun: boolean, limits?: { milliseconds: number; trials: number }) => {
      const found: ExpiredTrial[] = [];
      const options = {
        now: () => NOW,
        isDryRun,
        ...(limits && { limits }),
        onExpired: (one: ExpiredTrial) => found.push(one),
      };
      const isComplete = await expireTrials(own, options);
      return { isComplete, found: found.map(({ organizationId, outcome }) => [organizationId, outcome]).toSorted() };
    };
    expect(await expire(true)).toEqual({
      isComplete: true,
      found: [
        [11, 'due'],
        [12, 'due'],
      ],
    });
    expect(await states()).toEqual(all);
    expect(await expire(false, { milliseconds: 0, trials: 9 })).toEqual({ isComplete: false, found: [] });
    expect(await expire(false, { milliseconds: 9, trials: 1 })).toEqual({
      isComplete: false,
      found: [[11, 'deleted']],
    });
    expect(await expire(false)).toEqual({ isComplete: true, found: [[12, 'deleted']] });
    expect(await states()).toEqual(all.slice(2));
  });
});
