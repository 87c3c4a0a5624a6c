import type { Writable } from 'node:stream';
import type { Terminal } from '../cli.ts';

export type Progress = {
  /** @param bytes how many bytes have been read since the last call */
  readonly advance: (bytes: number) => void;
  /** Writes a line above the progress. */
  readonly say: (line: string) => void;
  /** Removes the progress from the terminal. */
  readonly stop: () => void;
};

/** How often the progress is written: as a new line without a terminal, in place on one. */
const LINE_INTERVAL_MS = 10_000;
const DRAW_INTERVAL_MS = 100;

const MEGABYTE = 1_000_000;
const DEFAULT_COLUMNS = 80;

/** Moves the cursor to the beginning of the line and clears it. */
const CLEAR_LINE = '\r\u001b[2K';

/**
 * Shows the progress of reading on standard error: how much, how fast, and the time left. On a terminal it is one line
 * that fits the width; elsewhere a new line every 10 seconds.
 * @param total the input's bytes; undefined if unknown
 * @param describe returns what has been done so far
 */
export const createProgress = (
  { stderr, isInteractive }: Terminal,
  total: number | undefined,
  now: () => number,
  describe: () => string,
): Progress => {
  const startedAt = now();
  const interval = isInteractive ? DRAW_INTERVAL_MS : LINE_INTERVAL_MS;
  let read = 0;
  let next = startedAt + interval;
  const status = () => describeStatus(read, total, now() - startedAt, describe());
  const draw = () => {
    // Some terminals wrap when the last column is filled, so it stays empty
    stderr.write(CLEAR_LINE + status().slice(0, columnsOf(stderr) - 1));
  };
  return {
    advance: (bytes) => {
      read += bytes;
      if (now() < next) return;
      next = now() + interval;
      if (isInteractive) draw();
      else stderr.write(`${status()}\n`);
    },
    say: (line) => {
      stderr.write(`${isInteractive ? CLEAR_LINE : ''}${line}\n`);
      next = Math.min(next, now() + interval);
    },
    stop: () => {
      if (isInteractive) stderr.write(CLEAR_LINE);
    },
  };
};

/** The terminal's current width, which may change. */
const columnsOf = (stream: Writable): number =>
  'columns' in stream && typeof stream.columns === 'number' && stream.columns > 0 ? stream.columns : DEFAULT_COLUMNS;

const describeStatus = (read: number, total: number | undefined, elapsedMs: number, done: string): string => {
  const perSecond = elapsedMs > 0 ? (1000 * read) / elapsedMs : 0;
  const rate = `${(perSecond / MEGABYTE).toFixed(1)} MB/s`;
  if (total === undefined) return `${Math.floor(read / MEGABYTE)} MB read, ${rate}, ${done}`;
  const share = Math.min(100, Math.floor((100 * read) / (total || 1)));
  const left = perSecond > 0 && read < total ? `, ${describeTime((total - read) / perSecond)} left` : '';
  return `${share} % read, ${rate}${left}, ${done}`;
};

const describeTime = (seconds: number): string => {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
