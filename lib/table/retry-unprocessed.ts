import { setTimeout } from 'node:timers/promises';
import { TableUnavailableError } from './errors.ts';

/** How often a batch is sent, and how long its pauses are, in milliseconds. */
export type RetryLimits = {
  readonly attempts: number;
  /** The first pause is at most twice this long, every further one at most twice as long as the one before. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  readonly pause?: (milliseconds: number) => Promise<void>;
};

/**
 * Sends a batch until DynamoDB has left nothing of it unprocessed. The SDK retries requests that fail, and never what is left
 * unprocessed in a request that succeeds.
 * @param send sends what is left of the batch, and returns what is then unprocessed
 * @throws TableUnavailableError when something is still unprocessed after the last attempt, and whatever `send` throws
 */
export const retryUnprocessed = async <Request>(
  batch: readonly Request[],
  send: (rest: readonly Request[]) => Promise<readonly Request[]>,
  { attempts, firstPauseMs, longestPauseMs, pause = (milliseconds) => setTimeout(milliseconds) }: RetryLimits,
): Promise<void> => {
  let rest = await send(batch);
  for (let attempt = 1; rest.length > 0; attempt++) {
    if (attempt === attempts) throw new TableUnavailableError(`the table left a batch unprocessed ${attempts} times`);
    await pause(Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** attempt));
    rest = await send(rest);
  }
};
