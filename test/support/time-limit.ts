import { expect } from 'vitest';

/**
 * Checks that an answer comes within what the design says. How busy the machine is shows in what the same work takes
 * without a fault; the limit is lengthened by ten times that, so that it says something about the code only.
 * @param limit milliseconds
 * @returns what `act` returns
 */
export const expectWithin = async <T>(
  limit: number,
  act: () => Promise<T>,
  control: () => Promise<unknown>,
): Promise<T> => {
  const usual = await timeOf(control);
  let result: T | undefined;
  const taken = await timeOf(async () => {
    result = await act();
  });
  expect(taken).toBeLessThan(limit + 10 * usual);
  return result as T; // it has been set by then
};

const timeOf = async (act: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await act();
  return performance.now() - start;
};
