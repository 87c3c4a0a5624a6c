import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeRecords } from '../../lib/table/encode.ts';
import { computeLoad } from '../bench/compute-load.ts';
import { ALARM_METRICS, computeMonth, provisionedMonth, readLimitMonth, webAclMonth } from '../bench/compute-month.ts';
import { generateShape, SHAPES } from '../support/generate-shape.ts';
import { findProperties, ROOT, synthesize } from './synthesize.ts';
import { VARIANTS } from './variants.ts';

const deploying = readFileSync(join(ROOT, 'cdk/DEPLOYING.md'), 'utf8');

/** What a million of the smallest answers cost, as the benchmark has written it there. */
const dollarsPerMillion = Number(
  deploying.match(/^\| 1 organization, 5 users, 3 projects: [^|]+\| (\d+\.\d\d) \|/m)?.[1],
);

/** Alarms on one metric have it in themselves; those on an expression list what it is made of. */
const alarmMetrics = findProperties(synthesize(), 'AWS::CloudWatch::Alarm').reduce(
  (sum, { Metrics }) => sum + (Metrics?.filter((metric: object) => 'MetricStat' in metric).length ?? 1),
  0,
);

const LOADS = [
  ['nothing', 0],
  ['1', 1],
  ['100', 100],
  ['10,000', 10_000],
] as const;

/** How long writing takes, at the rate that test/bench/cli/CLI-RESULTS.md has measured. */
const LOADED = [
  ['1 million', 1e6, '12 minutes'],
  ['100 million', 1e8, '20 hours'],
  ['1 billion', 1e9, '8 days'],
] as const;

const dollars = (value: number) => value.toFixed(2);

test('a month costs what cdk/DEPLOYING.md says', () => {
  expect([dollarsPerMillion > 1, alarmMetrics]).toEqual([true, ALARM_METRICS]);
  for (const [title, requestsPerMinute] of LOADS) {
    const { all, ...parts } = computeMonth({ requestsPerMinute, dollarsPerMillion, alarmMetrics });
    const row = [title, ...[all, ...Object.values(parts)].map(dollars)].join(' | ');
    expect(deploying).toContain(`\n| ${row} |\n`);
  }
});

test('a load costs what cdk/RUNBOOK.md says', () => {
  const runbook = readFileSync(join(ROOT, 'cdk/RUNBOOK.md'), 'utf8');
  const load = computeLoad(encodeRecords(generateShape(SHAPES.M)));
  for (const [title, items, duration] of LOADED) {
    const factor = items / load.items;
    const [writing, ...others] = [load.writing, load.importing, load.reading, load.exporting].map((part) =>
      dollars(part * factor),
    );
    const size = `${(load.gigabytes * factor).toFixed(1)} GB`;
    expect(runbook).toContain(`\n| ${[title, size, `${writing}, ${duration}`, ...others].join(' | ')} |\n`);
  }
});

test('the options cost what cdk/DEPLOYING.md says', () => {
  const busy = { requestsPerMinute: 10_000, dollarsPerMillion, alarmMetrics };
  expect(deploying).toContain(
    `-c tracing=0.01\` costs ${dollars(computeMonth({ ...busy, tracing: 0.01 }).tracing)} instead of`,
  );
  expect(deploying).toContain(`costs ${dollars(provisionedMonth())} a month`);
  expect(deploying).toContain(`\`maxReadUnits=1000\`, reads cost at most ${dollars(readLimitMonth(1000))} a month`);
  const [{ Rules }] = findProperties(synthesize(VARIANTS.everything), 'AWS::WAFv2::WebACL');
  const { fixed, perMillion } = webAclMonth(Rules.length);
  expect(deploying).toContain(`costs ${dollars(fixed)} a month and ${dollars(perMillion)} for each million requests`);
});
