import { setTimeout } from 'node:timers/promises';
import type { ReadOptions } from './call.ts';
import { TableUnavailableError } from './errors.ts';

export type WriteOptions = ReadOptions & {
  /** Waits for a number of milliseconds before another attempt. */
  readonly pause?: (milliseconds: number) => Promise<void>;
};

/** How often a write is sent, and how long the first pause is at most, in milliseconds; each further one is twice as long. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 50;

/**
 * Sends a write until no transaction of others is in its way, which the SDK does not do.
 * @param send gives undefined when there was one
 * @throws TableUnavailableError when there was one at the last attempt, and whatever `send` throws
 */
export const retryConflicts = async <Result>(
  send: () => Promise<Result | undefined>,
  { pause = (milliseconds) => setTimeout(milliseconds) }: WriteOptions,
): Promise<Result> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await pause(Math.random() * FIRST_PAUSE_MS * 2 ** (attempt - 1));
    const result = await send();
    if (result !== undefined) return result;
  }
  throw new TableUnavailableError(`transactions of others were in the way of a write ${ATTEMPTS} times`);
};
