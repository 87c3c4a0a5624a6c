import type { Backend } from '../lambda/serve-backend.ts';
import { type Bundle, type Cost, type RunningFunction, startFunction } from '../lambda/start-function.ts';

/** How much is called. */
export type Plan = {
  /** Calls before anything is measured. */
  readonly warmUp: number;
  /** The variants take turns, so many times. */
  readonly turns: number;
  readonly callsPerTurn: number;
};

/** Of one call, the mean of all that were measured, garbage collection and compilation included; bytes. */
export type Figures = Cost & { readonly bytes: number; readonly peakRss: number };

/**
 * Measures variants side by side: each in a fresh process of its own, one call after the other, a few calls of one variant,
 * then as many of the next. What the machine does besides falls on all alike, and their ratios hold.
 */
export const interleave = async <Names extends string>(
  variants: Readonly<Record<Names, Bundle>>,
  event: object,
  plans: readonly Plan[],
  backend: Backend,
): Promise<Readonly<Record<Names, Figures>>[]> => {
  const names = Object.keys(variants) as Names[];
  const running = new Map<Names, RunningFunction>();
  try {
    for (const name of names) running.set(name, await startFunction(variants[name], backend));
    const invoke = (name: Names, times: number) => {
      const process = running.get(name);
      if (process === undefined) throw new Error(`${name} does not run`);
      return process.invoke(event, times);
    };
    const measured: Readonly<Record<Names, Figures>>[] = [];
    let called = 0;
    for (const { warmUp, turns, callsPerTurn } of plans) {
      for (const name of names) await invoke(name, warmUp - called);
      const sums = new Map<Names, Figures>();
      for (let turn = 0; turn < turns; turn++) {
        for (const name of names) {
          const { cpuMs, wallMs, output, peakRss } = await invoke(name, callsPerTurn);
          const sum = sums.get(name);
          sums.set(name, {
            cpuMs: (sum?.cpuMs ?? 0) + cpuMs,
            wallMs: (sum?.wallMs ?? 0) + wallMs,
            bytes: output?.length ?? backend.last.bytes,
            peakRss,
          });
        }
      }
      called = warmUp + turns * callsPerTurn;
      measured.push(perCall(sums, turns * callsPerTurn));
    }
    return measured;
  } finally {
    for (const process of running.values()) await process.stop();
  }
};

const perCall = <Names extends string>(sums: ReadonlyMap<Names, Figures>, calls: number) =>
  Object.fromEntries(
    [...sums].map(([name, { cpuMs, wallMs, ...rest }]) => [
      name,
      { cpuMs: cpuMs / calls, wallMs: wallMs / calls, ...rest },
    ]),
    // Every name was measured
  ) as Record<Names, Figures>;
