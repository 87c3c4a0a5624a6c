import { defineConfig } from 'vitest/config';
import { countingReporters } from './test/support/count-tests.ts';

/** The kinds of tests that start the local stack. */
const STARTING_STACKS = ['integration', 'faults', 'e2e', 'browser', 'clients'];

/** The kinds of tests whose files share a process and its modules. */
const SHARING_PROCESSES = ['unit', 'infrastructure'];

/**
 * The order of the tests in each file: as they are written, or by chance where `SHUFFLE_SEED` is set. The same
 * seed gives the same order.
 */
const seed = process.env['SHUFFLE_SEED'];
const sequence = seed === undefined ? {} : { shuffle: { files: false, tests: true }, seed: Number(seed) };

/** A project a kind of test, from the fastest to the slowest; `npm test` runs them all. */
const project = (name: string) => ({
  test: {
    name,
    sequence,
    // To import the SDK or CDK takes longer than many files' tests, which change nothing that they share
    isolate: !SHARING_PROCESSES.includes(name),
    globalSetup: STARTING_STACKS.includes(name) ? ['test/support/synthesize-once.ts'] : [],
    setupFiles: STARTING_STACKS.includes(name) ? ['test/support/check-fetched.ts'] : [],
    include: [`test/${name}/**/*.test.ts`],
    // No measures of anything: the machine may be busy
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
  },
});

export default defineConfig({
  test: {
    sequence,
    ...countingReporters,
    // By itself vitest leaves one processor of two unused, and most of these tests wait for other processes
    maxWorkers: 2,
    projects: ['unit', 'isolated', 'bench', 'infrastructure', ...STARTING_STACKS].map(project),
  },
});
