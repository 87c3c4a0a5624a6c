import { expect, test } from 'vitest';
import { createPace } from '../../../lib/table/pace.ts';

/** A clock that a pause sets forward. */
const start = (unitsPerSecond: number) => {
  const clock = { now: 50_000 };
  const pace = createPace(
    unitsPerSecond,
    () => clock.now,
    async (milliseconds) => {
      clock.now += milliseconds;
    },
  );
  return { clock, pace };
};

test('what was read is waited for before the next read, and the first one begins at once', async () => {
  const { clock, pace } = start(100);
  await pace.wait();
  expect(clock.now).toBe(50_000);
  pace.consumption.units += 250;
  await pace.wait();
  expect(clock.now).toBe(52_500);
  await pace.wait();
  expect(clock.now).toBe(52_500);
});

test('the time that reads take counts, but at most a second of it is saved up', async () => {
  const { clock, pace } = start(100);
  clock.now += 400;
  pace.consumption.units += 100;
  await pace.wait();
  expect(clock.now).toBe(51_000);
  clock.now += 3_600_000;
  pace.consumption.units += 200;
  await pace.wait();
  expect(clock.now).toBe(3_651_000 + 1_000);
});

test('a pause ends when the signal is aborted', async () => {
  const pace = createPace(1);
  pace.consumption.units += 1_000;
  await expect(pace.wait(AbortSignal.abort())).rejects.toThrow('aborted');
});
