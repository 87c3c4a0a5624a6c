import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { computeMonth, provisionedMonth, webAclMonth } from '../bench/compute-month.ts';
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

const dollars = (value: number) => value.toFixed(2);

test('a month costs what cdk/DEPLOYING.md says', () => {
  expect([dollarsPerMillion > 1, alarmMetrics]).toEqual([true, 25]);
  for (const [title, requestsPerMinute] of LOADS) {
    const { all, ...parts } = computeMonth({ requestsPerMinute, dollarsPerMillion, alarmMetrics });
    const row = [title, ...[all, ...Object.values(parts)].map(dollars)].join(' | ');
    expect(deploying).toContain(`\n| ${row} |\n`);
  }
});

test('the options cost what cdk/DEPLOYING.md says', () => {
  const busy = { requestsPerMinute: 10_000, dollarsPerMillion, alarmMetrics };
  expect(deploying).toContain(
    `-c tracing=0.01\` costs ${dollars(computeMonth({ ...busy, tracing: 0.01 }).tracing)} instead of`,
  );
  expect(deploying).toContain(`costs ${dollars(provisionedMonth())} a month`);
  const [{ Rules }] = findProperties(synthesize(VARIANTS.everything), 'AWS::WAFv2::WebACL');
  const { fixed, perMillion } = webAclMonth(Rules.length);
  expect(deploying).toContain(`costs ${dollars(fixed)} a month and ${dollars(perMillion)} for each million requests`);
});
