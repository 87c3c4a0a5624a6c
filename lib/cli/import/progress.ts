import { progress } from '@clack/prompts';
import type { Terminal } from '../cli.ts';

export type Progress = {
  /** @param bytes how many more have been read */
  readonly advance: (bytes: number) => void;
  readonly stop: (text: string) => void;
};

/** Between two lines where there is no terminal. */
const LINE_INTERVAL_MS = 10_000;

const MEGABYTE = 1_000_000;

/**
 * Shows on standard error how far the input has been read: a bar on a terminal, a line now and then elsewhere.
 * @param total the input's bytes; undefined for standard input
 * @param describe what has been done by now
 */
export const createProgress = (
  { stderr, isInteractive }: Terminal,
  total: number | undefined,
  now: () => number,
  describe: () => string,
): Progress => {
  let read = 0;
  const status = () => {
    const share =
      total === undefined ? `${Math.floor(read / MEGABYTE)} MB` : `${Math.floor((100 * read) / (total || 1))} %`;
    return `${share} read, ${describe()}`;
  };
  if (isInteractive) {
    const bar = progress({ max: total ?? Number.MAX_SAFE_INTEGER, size: 30, output: stderr });
    bar.start('Importing');
    return {
      advance: (bytes) => {
        read += bytes;
        bar.advance(bytes, status());
      },
      stop: (text) => bar.stop(text),
    };
  }
  let next = now() + LINE_INTERVAL_MS;
  return {
    advance: (bytes) => {
      read += bytes;
      if (now() < next) return;
      next = now() + LINE_INTERVAL_MS;
      stderr.write(`${status()}\n`);
    },
    stop: () => undefined,
  };
};
