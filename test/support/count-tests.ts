import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Appends a line `passed failed skipped` to the file that `TEST_COUNTS` names, for `.ci/run` to add up. A file that fails
 * without a failed test counts as one. Runs of vitest that tests start are not counted.
 */
class CountTests implements Reporter {
  readonly #file = process.env['TEST_COUNTS'];

  constructor() {
    delete process.env['TEST_COUNTS'];
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#file === undefined) return;
    const states = modules.flatMap((module) => {
      const tests = [...module.children.allTests()].map((test) => test.result().state);
      return module.ok() || tests.includes('failed') ? tests : [...tests, 'failed'];
    });
    const count = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length;
    appendFileSync(this.#file, `${count('passed')} ${count('failed')} ${count('skipped', 'pending')}\n`);
  }
}

/** What a configuration takes as its reporters: vitest's own, unless the tests are counted. */
export const countingReporters =
  process.env['TEST_COUNTS'] === undefined ? {} : { reporters: ['default', new CountTests()] };
