import { TableUnavailableError } from './errors.ts';

/** How often a write is decided anew because somebody else has written in between. */
const ATTEMPTS = 10;

/**
 * Repeats an attempt that reads, decides and writes on condition, until the condition held.
 * @param attempt gives undefined when somebody else has written in between
 * @returns what the attempt that succeeded gives
 * @throws TableUnavailableError when others wrote in between ten times, and whatever the attempt throws
 */
export const untilWritten = async <Result>(
  attempt: (isFirst: boolean) => Promise<Result | undefined>,
): Promise<Result> => {
  for (let count = 0; count < ATTEMPTS; count++) {
    const result = await attempt(count === 0);
    if (result !== undefined) return result;
  }
  throw new TableUnavailableError(`an item was changed by others ${ATTEMPTS} times`);
};
