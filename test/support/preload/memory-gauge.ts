import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Measures how much memory a function that runs in a process of its own takes at most. */
export type MemoryGauge = {
  /** What the function needs among its variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Forgets what was measured so far. */
  readonly reset: () => void;
  /** The largest resident set since the last `reset`, in bytes. */
  readonly peak: () => number;
  readonly close: () => void;
};

export const createMemoryGauge = (): MemoryGauge => {
  const directory = mkdtempSync(join(tmpdir(), 'memory-'));
  const file = join(directory, 'peak');
  const reset = () => writeFileSync(file, '0');
  reset();
  return {
    environment: {
      MEMORY_FILE: file,
      // A small heap, or what grows would be what nobody has collected yet
      NODE_OPTIONS: `--max-old-space-size=64 --max-semi-space-size=4 --import=${new URL('measure-memory.ts', import.meta.url).href}`,
    },
    reset,
    peak: () => Number(readFileSync(file, 'utf8')),
    close: () => rmSync(directory, { recursive: true }),
  };
};
