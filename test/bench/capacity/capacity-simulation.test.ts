import { beforeAll, expect, test } from 'vitest';
import { SDK_ENVIRONMENT } from '../in-process/run-worker.ts';
import { findFacts } from './answer-question.ts';
import { compareWithSimulation } from './compare-with-simulation.ts';
import { type Comparison, differs, REASONS } from './comparison.ts';
import { createOptions, parseOptions } from './parse-options.ts';
import { Partition } from './partition.ts';
import { QUOTAS, SPLIT_MINUTES } from './quotas.ts';
import { renderComparison } from './render-comparison.ts';
import { type Load, type Second, simulateTable } from './simulate-table.ts';

beforeAll(() => {
  Object.assign(process.env, SDK_ENVIRONMENT);
});

const compare = async (...args: string[]) =>
  compareWithSimulation(await findFacts(parseOptions(args, createOptions(500)).question));

const differing = (comparisons: readonly Comparison[]) =>
  comparisons.filter(differs).map(({ figure, reason }) => `${figure}: ${reason}`);

const LARGE = ['--projects=300', '--members=50'];

test('model and simulation agree on a load that a new table serves, and on one hot organization', async () => {
  const comparisons = await compare(...LARGE, '--requests-per-second=100');
  expect(comparisons.map(({ figure }) => figure.split(':')[0])).toContain('steady');
  // A spike of ten times as much is more than a new table serves
  expect(differing(comparisons)).toEqual([
    'spike: refused: late',
    'spike, with a burst: burst',
    'hot, with its users, after: others',
  ]);
});

test('where they differ, the printed comparison says why', async () => {
  const comparisons = await compare(...LARGE, '--requests-per-second=400');
  expect(differing(comparisons)).toContain('steady: refused: late');
  const text = renderComparison(comparisons);
  for (const { figure, reason } of comparisons.filter(differs)) {
    const [, note] = text.match(new RegExp(`^ +${figure} .*(\\(\\d\\))$`, 'm')) ?? [];
    expect(text).toContain(`\n  ${note} ${REASONS[reason]}`);
  }
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

const sum = (seconds: readonly Second[], name: keyof Second) =>
  seconds.reduce((total, second) => total + second[name], 0);
const refusedOf = (seconds: readonly Second[]) => sum(seconds, 'refused') / sum(seconds, 'asked');

const LOAD: Omit<Load, 'rateAt'> = {
  ...{ organizations: 2000, warmUnits: 12_000, items: 351, seconds: SPLIT_MINUTES * 60 },
  ...{ unitsInCollection: 30, unitsElsewhere: 0 },
};

test('reasons: what is refused late is the whole difference of an overload', () => {
  // 24,000 units a second, twice what a new table serves
  const together = simulateTable({ ...LOAD, rateAt: () => ({ busiest: 0, others: 800 }) });
  expect(Math.abs(refusedOf(together) - 0.5)).toBeLessThan(0.05);
  const apart = { ...LOAD, unitsInCollection: 15, unitsElsewhere: 15 };
  expect(refusedOf(simulateTable({ ...apart, rateAt: () => ({ busiest: 0, others: 800 }) }))).toBeGreaterThan(0.55);
});

test('a warmed table serves at once what a new one refuses', () => {
  const rateAt = () => ({ busiest: 0, others: 800 });
  expect(refusedOf(simulateTable({ ...LOAD, warmUnits: 36_000, rateAt }))).toBeLessThan(0.01);
});

test('reasons: a burst would carry a spike, if a partition had one', () => {
  const spike = { ...LOAD, seconds: 60, rateAt: () => ({ busiest: 0, others: 800 }) };
  expect(refusedOf(simulateTable(spike))).toBeGreaterThan(0.45);
  expect(refusedOf(simulateTable({ ...spike, burstSeconds: QUOTAS.burstSeconds }))).toBe(0);
});

test('a hot organization is split by sort key until it is served, and an item is not divided', () => {
  const seconds = 4 * SPLIT_MINUTES * 60;
  const hot = { ...LOAD, seconds, rateAt: () => ({ busiest: 360, others: 0 }) };
  const atEnd = (load: Load) => refusedOf(simulateTable(load).slice(-60));
  expect(atEnd(hot)).toBe(0);
  expect(atEnd({ ...hot, items: 1 })).toBeGreaterThan(0.6);
});

test('a partition is split where each half had half of the heat, between items', () => {
  const edgesOf = (items: number) => {
    const partition = new Partition(4, 5, 0, 0);
    partition.read(100, 1, true);
    return partition.split(4, items, 1, 0).map(({ low, high }) => [low, high]);
  };
  const halves = [
    [4, 4.5],
    [4.5, 5],
  ];
  expect(edgesOf(2)).toEqual(halves);
  expect(edgesOf(351)[0]?.[1]).toBeCloseTo(4.5, 2);
  expect(edgesOf(1)).toEqual([[4, 5]]);
});

test('the account’s quota is the end of every growth', () => {
  // 60,000 units a second of a table whose quota is 40,000
  const seconds = simulateTable({ ...LOAD, seconds: 3600, rateAt: () => ({ busiest: 0, others: 2000 }) }).slice(-300);
  expect(Math.abs(refusedOf(seconds) - 1 / 3)).toBeLessThan(0.02);
});

test('the same seed draws the same, another one something else', () => {
  const load = { ...LOAD, seconds: 10, rateAt: () => ({ busiest: 5, others: 5 }) };
  expect(simulateTable(load, 7)).toEqual(simulateTable(load, 7));
  expect(simulateTable(load, 7)).not.toEqual(simulateTable(load, 8));
});
