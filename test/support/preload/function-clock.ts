import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The time of a function that runs in a process of its own. */
export type FunctionClock = {
  /** What the function needs among its variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Stops the function's clock at a time, in milliseconds since 1970; undefined lets it run again. */
  readonly set: (time: number | undefined) => void;
  readonly close: () => void;
};

export const createFunctionClock = (): FunctionClock => {
  const directory = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(directory, 'now');
  const set = (time: number | undefined) => writeFileSync(file, String(time ?? ''));
  set(undefined);
  return {
    environment: {
      CLOCK_FILE: file,
      NODE_OPTIONS: `--import=${new URL('settable-clock.ts', import.meta.url).href}`,
    },
    set,
    close: () => rmSync(directory, { recursive: true }),
  };
};
