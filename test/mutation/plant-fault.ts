import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** In milliseconds. The slowest tests of a fault take a tenth of this, so a run that does hangs. */
const TIME_LIMIT_MS = 180_000;

/** `timeout`: the tests or one of them did not end, which somebody would notice. */
export type Outcome = {
  readonly kind: 'noticed' | 'timeout' | 'survived';
  /** The test that failed, and the first line of its error. Absent if vitest named none. */
  readonly failure?: string | undefined;
};

/**
 * The faulty source.
 * @throws Error if the search text is not in the source exactly once, or if the faulty source has a syntax error
 */
export const applyFault = (source: string, { file, search, replace }: Fault): string => {
  const count = source.split(search).length - 1;
  if (count !== 1) throw new Error(`${file}: found ${count} times, not once: ${search}`);
  const faulty = source.replace(search, () => replace);
  if (faulty === source) throw new Error(`${file}: the replacement changes nothing: ${search}`);
  if (file.endsWith('.ts')) stripTypeScriptTypes(faulty);
  return faulty;
};

/**
 * Runs tests in a copy of the project. Their processes are killed when their time is over, or when this
 * process ends.
 * @param limit in milliseconds
 * @returns vitest's exit status and what it printed; undefined as the status when the time was over
 */
export const runTests = async (
  copy: string,
  { tests, named }: Pick<Fault, 'tests' | 'named'>,
  limit = TIME_LIMIT_MS,
): Promise<{ readonly status: number | undefined; readonly output: string }> => {
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs');
  const options = ['run', '--bail=1', '--reporter=dot', ...(named === undefined ? [] : ['-t', named]), ...tests];
  // In a process group of its own, which can be killed as a whole.
  const child = spawn(process.execPath, [vitest, ...options], {
    cwd: copy,
    env: { ...process.env, NO_COLOR: '1' },
    detached: true,
  });
  const kill = () => killGroup(child.pid);
  process.prependOnceListener('exit', kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const timer = new AbortController();
  const isOver = await Promise.race([
    once(child, 'close').then(() => false),
    setTimeout(limit, true, { signal: timer.signal }),
  ]).finally(kill);
  process.off('exit', kill);
  timer.abort();
  return { status: isOver ? undefined : (child.exitCode ?? 1), output };
};

/** What vitest says of a test or a hook that did not end. */
const TIMED_OUT = /: (Test|Hook) timed out in /;

/** The first failure of what vitest printed: the test and the first line of its error; or an error outside of all tests. */
export const findFailure = (output: string): string | undefined => {
  const inTest = /^ FAIL +(.+)\n(?: FAIL .+\n|\n)*(.*)/m;
  const outside = /^⎯+ (Unhandled (?!Errors)\w+) ⎯+\n+(.*)/m;
  const [, test, error] = inTest.exec(output) ?? outside.exec(output) ?? [];
  return test === undefined ? undefined : `${test}: ${error}`;
};

/** Also ends what a killed test left running. */
const killGroup = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
};

/** Plants a fault in the copy, runs its tests, and takes it out again. */
export const plantFault = async (copy: string, fault: Fault): Promise<Outcome> => {
  const path = join(copy, fault.file);
  const source = await readFile(path, 'utf8');
  await writeFile(path, applyFault(source, fault));
  try {
    const { status, output } = await runTests(copy, fault);
    if (status === undefined) return { kind: 'timeout' };
    if (status === 0) return { kind: 'survived' };
    const failure = findFailure(output);
    return { kind: failure !== undefined && TIMED_OUT.test(failure) ? 'timeout' : 'noticed', failure };
  } finally {
    await writeFile(path, source);
  }
};
