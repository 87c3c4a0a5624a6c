import { defineConfig } from 'vitest/config';
import { countingReporters } from '../support/count-tests.ts';

/** What `npm run test:sam` runs once the API is up: the end-to-end tests, and what is particular about sam local. */
export default defineConfig({
  test: {
    ...countingReporters,
    root: `${import.meta.dirname}/../..`,
    include: ['test/e2e/**/*.test.ts', 'test/sam/**/*.test.ts'],
    // A file at a time, as each runs containers; the first call of a function starts one
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
