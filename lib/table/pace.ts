import { setTimeout } from 'node:timers/promises';
import type { Consumption } from './call.ts';

/** Keeps many reads together under a rate. Each adds its cost to `consumption`, and waits before it begins. */
export type Pace = {
  readonly consumption: Consumption;
  /** Resolves once what was read so far is paid for. @throws the signal's AbortError */
  readonly wait: (signal?: AbortSignal) => Promise<void>;
};

const SECOND_MS = 1000;

/** Pages of reads that add their cost to a pace, each read only when the pace allows it. @throws what they throw */
export async function* pacePages<Page>(
  pages: AsyncGenerator<Page, void, undefined>,
  pace: Pace,
  signal?: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  for (;;) {
    await pace.wait(signal);
    const next = await pages.next();
    if (next.done) return;
    yield next.value;
  }
}

/**
 * @param unitsPerSecond read capacity units
 * @param now milliseconds since 1970
 * @param pause waits for a number of milliseconds
 */
export const createPace = (
  unitsPerSecond: number,
  now: () => number = Date.now,
  pause: (milliseconds: number, signal?: AbortSignal) => Promise<void> = (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, signal && { signal }),
): Pace => {
  const consumption = { units: 0 };
  let paid = 0;
  let paidUntil = now();
  return {
    consumption,
    wait: async (signal) => {
      // At most a second's units are saved up: the table would meet more of them all at once
      paidUntil = Math.max(paidUntil, now() - SECOND_MS) + ((consumption.units - paid) * SECOND_MS) / unitsPerSecond;
      paid = consumption.units;
      const milliseconds = paidUntil - now();
      if (milliseconds > 0) await pause(milliseconds, signal);
    },
  };
};
