import { defineConfig } from 'vitest/config';
import { countingReporters } from '../support/count-tests.ts';

/** What `npm run test:issuers` runs once the issuers are up; apart from the other tests, for it asks for Java and Python. */
export default defineConfig({
  test: {
    ...countingReporters,
    root: `${import.meta.dirname}/../..`,
    include: ['test/issuers/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
