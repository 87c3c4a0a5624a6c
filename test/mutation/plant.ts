/**
 * `npm run plant`: plants the faults of `planted/`, one at a time, in a copy of the project, and reports which of them the
 * tests notice, and by which error. `-- table 12` takes the faults of an area and the one of a number. `--check` plants
 * nothing, and only checks that the faults fit the sources.
 */
import { rmSync } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copySources } from '../support/copy-sources.ts';
import type { Fault } from './fault.ts';
import { applyFault, plantFault, runTests } from './plant-fault.ts';

type Numbered = Fault & { readonly area: string; readonly number: number };

/** For all tests at once, in milliseconds. */
const WITHOUT_FAULT_LIMIT_MS = 1_200_000;

const CHECK_ONLY = '--check';

const PLANTED = join(import.meta.dirname, 'planted');

const readFaults = async (): Promise<Numbered[]> => {
  const areas = (await readdir(PLANTED)).sort().map((name) => name.replace(/\.ts$/, ''));
  const lists = await Promise.all(
    areas.map(async (area) => {
      const { FAULTS }: { FAULTS: readonly Fault[] } = await import(join(PLANTED, `${area}.ts`));
      return FAULTS.map((fault) => ({ ...fault, area }));
    }),
  );
  return lists.flat().map((fault, index) => ({ ...fault, number: index + 1 }));
};

/** @throws Error naming every filter that is neither an area nor a number */
const choose = (faults: readonly Numbered[], filters: readonly string[]): readonly Numbered[] => {
  const matches = (filter: string) => faults.filter(({ area, number }) => area === filter || String(number) === filter);
  const unknown = filters.filter((filter) => matches(filter).length === 0);
  const areas = [...new Set(faults.map(({ area }) => area))].join(', ');
  if (unknown.length > 0) {
    throw new Error(`${unknown.join(', ')}: neither an area (${areas}) nor a number from 1 to ${faults.length}`);
  }
  const chosen = new Set(filters.flatMap(matches));
  return filters.length === 0 ? faults : faults.filter((fault) => chosen.has(fault));
};

/** @throws Error naming every fault that does not fit the sources any more, or names a test file that is gone */
const checkFaults = async (copy: string, faults: readonly Numbered[]): Promise<void> => {
  const checked = await Promise.allSettled(
    faults.map(async (fault) => {
      applyFault(await readFile(join(copy, fault.file), 'utf8'), fault);
      // Vitest ignores a file that does not exist, if there are others
      for (const test of fault.tests) await access(join(copy, test));
    }),
  );
  const errors = checked.flatMap((result, index) =>
    result.status === 'rejected' ? [`${faults[index]?.area} ${faults[index]?.number}: ${result.reason.message}`] : [],
  );
  if (errors.length > 0) throw new Error(errors.join('\n'));
};

/** Without any fault the tests must pass, or their failure would say nothing. */
const checkTests = async (copy: string, faults: readonly Numbered[]): Promise<void> => {
  for (const [named, group] of Map.groupBy(faults, (fault) => fault.named)) {
    const tests = [...new Set(group.flatMap((fault) => fault.tests))];
    console.log(`Without a fault: ${tests.length} test files${named === undefined ? '' : `, tests named ${named}`}`);
    const run = named === undefined ? { tests } : { tests, named };
    const { status, output } = await runTests(copy, run, WITHOUT_FAULT_LIMIT_MS);
    if (status !== 0) throw new Error(`The tests fail without any fault, or do not end:\n${output}`);
  }
};

const plantAll = async (copy: string, faults: readonly Numbered[]): Promise<void> => {
  const counts = { noticed: 0, timeout: 0, survived: 0 };
  for (const fault of faults) {
    const startedAt = Date.now();
    const { kind, failure } = await plantFault(copy, fault);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    counts[kind] += 1;
    console.log(`${kind.padEnd(8)} ${String(fault.number).padStart(3)} ${fault.area}: ${fault.what} (${seconds} s)`);
    if (failure !== undefined) console.log(`             ${failure}`);
  }
  const { noticed, timeout, survived } = counts;
  console.log(`${faults.length} planted: ${noticed} noticed, ${timeout} noticed by a timeout, ${survived} survived`);
  if (survived > 0) process.exitCode = 1;
};

const run = async (parameters: readonly string[]): Promise<void> => {
  const filters = parameters.filter((parameter) => parameter !== CHECK_ONLY);
  const faults = choose(await readFaults(), filters);
  const copy = await copySources();
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  process.once('SIGINT', () => process.exit(130));
  await checkFaults(copy, faults);
  if (filters.length < parameters.length) return console.log(`${faults.length} faults fit the sources`);
  await checkTests(copy, faults);
  await plantAll(copy, faults);
};

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
