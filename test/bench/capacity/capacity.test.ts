import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { SHAPES } from '../../support/generate-shape.ts';
import { countReadUnits } from '../count-requests.ts';
import { SDK_ENVIRONMENT } from '../in-process/run-worker.ts';
import { findFacts } from './answer-question.ts';
import { computeCapacity } from './compute-capacity.ts';
import { createOptions, parseOptions } from './parse-options.ts';
import { readMeasured } from './read-measured.ts';

beforeAll(() => {
  Object.assign(process.env, SDK_ENVIRONMENT);
});

const ask = (...args: string[]) => findFacts(parseOptions(args, createOptions(500)).question);

const optionsOf = ({ organizations, users, projects, collaborators }: (typeof SHAPES)[keyof typeof SHAPES]) => [
  `--organizations-per-user=${organizations}`,
  `--members=${users}`,
  `--projects=${projects}`,
  `--collaborators=${collaborators}`,
];

/** What a million of a shape's answers cost, as the benchmark has written it. */
const results = readFileSync(join(import.meta.dirname, '../RESULTS.md'), 'utf8');
const dollarsOf = (shape: keyof typeof SHAPES): number => {
  const cells = results.split('## Cost of a million answers')[1]?.match(new RegExp(`^\\| ${shape} \\|.*$`, 'm'))?.[0];
  return Number(cells?.split(' | ')[6]);
};

test.each(['S', 'M', 'L'] as const)(
  'an answer of the shape %s reads and costs what the benchmark says',
  async (shape) => {
    const facts = await ask(...optionsOf(SHAPES[shape]), '--api-key-share=0');
    const { reads, dollars } = computeCapacity(facts);
    const units = await countReadUnits(shape);
    expect(facts.profiles.map((profile) => profile.units)).toEqual([units]);
    expect(reads.organizations + reads.users + reads.index).toBe(units);
    expect(dollarsOf(shape)).toBeGreaterThan(1);
    // The bytes around the JSON and the second decimal are all that differs
    expect(Math.abs(dollars.dollarsPerMillion / dollarsOf(shape) - 1)).toBeLessThan(0.01);
  },
);

test('a warm list of the smallest shape takes what was measured with the same table', async () => {
  const measured = readMeasured();
  for (const [share, caller] of [
    ['0', 'user'],
    ['1', 'apiKey'],
  ] as const) {
    const { lambda } = computeCapacity(await ask(...optionsOf(SHAPES.S), `--api-key-share=${share}`));
    expect(Math.abs(lambda.warm.list - measured.listMs[caller])).toBeLessThan(0.1);
    expect(lambda.warm.authorizer).toBe(measured.authorizerMs[caller] + measured.tableMs);
  }
});

test('a slower table delays each round trip, and a later page is one more', async () => {
  const list = async (...args: string[]) => computeCapacity(await ask('--api-key-share=0', ...args)).lambda.warm.list;
  expect((await list('--table-latency-ms=15')) - (await list())).toBeCloseTo(30, 6);
  // Two pages of a megabyte
  const large = ['--projects=1500', '--members=5'];
  expect((await list(...large, '--table-latency-ms=15')) - (await list(...large))).toBeCloseTo(40, 6);
});

/** The rate at which a limit is met, by the beginning of its name. */
const limitOf = ({ limits }: ReturnType<typeof computeCapacity>, name: string) =>
  limits.find((limit) => limit.name.startsWith(name))?.rate;

test('each limit is met at the rate that its quota allows', async () => {
  const capacity = computeCapacity(await ask(...optionsOf(SHAPES.M), '--api-key-share=1', '--hot-share=0.25'));
  // By API key: 32 units of the organization, 25 of its 50 users, and the key's own
  expect(capacity.reads).toMatchObject({ organizations: 32, users: 25, credentials: 1, index: 0, table: 58, all: 58 });
  expect(limitOf(capacity, 'the table before it grows')).toBeCloseTo(12_000 / 58, 6);
  expect(limitOf(capacity, 'the table, by its quota')).toBeCloseTo(40_000 / 58, 6);
  expect(limitOf(capacity, 'busiest organization')).toBeCloseTo(3000 / (0.25 * 32), 6);
  expect(limitOf(capacity, 'its members')).toBeCloseTo(3000 / (0.25 * 0.5), 6);
  expect(limitOf(capacity, 'its key')).toBeCloseTo(3000 / 0.25, 6);
  expect(limitOf(capacity, 'Lambda, calls')).toBe(5000);
  const { warm, cold } = capacity.lambda;
  expect(limitOf(capacity, 'Lambda, executions')).toBeCloseTo(1e6 / (warm.list + warm.authorizer), 6);
  expect(limitOf(capacity, 'Lambda, if all start cold')).toBeCloseTo(1e6 / (cold.list + cold.authorizer), 6);
  // Nobody reads the index, so nothing limits that
  expect(limitOf(capacity, 'the index before it grows')).toBeUndefined();
  const rates = capacity.limits.map(({ rate }) => rate);
  expect(rates).toEqual(rates.toSorted((a, b) => a - b));
});

test('a load that grows beyond a partition and a table is carried after splits, up to what cannot be split', async () => {
  const hot = [...optionsOf(SHAPES.M), '--api-key-share=1', '--hot-share=1'];
  const at = async (rate: number, ...args: string[]) =>
    computeCapacity(await ask(...hot, `--requests-per-second=${rate}`, ...args));
  expect((await at(90)).splits).toMatchObject({ unitsPerSecond: 2880, refused: 0, doublings: 0, minutes: 0 });
  expect((await at(187.5)).splits).toMatchObject({ unitsPerSecond: 6000, refused: 0.5, doublings: 1, minutes: 10 });
  // The key is one item, which 3000 requests a second read whole
  const most = (await at(4000)).splits;
  expect(most).toMatchObject({ refusedForGood: 0.25, doublings: 5 });
  expect((await at(300)).growth).toMatchObject({ doublings: 1, minutes: 30, refusedForGood: 0 });
  expect((await at(300, '--warm-read-units=20000')).growth).toMatchObject({ refused: 0, doublings: 0 });
  expect((await at(1000)).growth).toMatchObject({ doublings: 2, minutes: 60, refusedForGood: 1 - 40 / 58 });
});

test('without figures in RESULTS.md there is no answer', () => {
  expect(() => readMeasured(results.replace('| zstd | ', '| lz4 | '))).toThrow('has no row "zstd"');
  expect(() => readMeasured('')).toThrow('RESULTS.md has no row');
});
