import type { Writable } from 'node:stream';
import type { Terminal } from '../cli.ts';

export type Progress = {
  /** @param bytes how many more have been read */
  readonly advance: (bytes: number) => void;
  /** Writes a line that stays, where the progress does not get into its way. */
  readonly say: (line: string) => void;
  /** Takes away what is shown of the progress. */
  readonly stop: () => void;
};

/** Between two lines where there is no terminal, and between two states of the line on one. */
const LINE_INTERVAL_MS = 10_000;
const DRAW_INTERVAL_MS = 100;

const MEGABYTE = 1_000_000;
const DEFAULT_COLUMNS = 80;

/** Goes to the line's beginning and clears it. */
const CLEAR_LINE = '\r\u001b[2K';

/**
 * Shows on standard error how far the input has been read, how fast, and how long the rest takes: one line on a terminal,
 * whatever its width, a line now and then elsewhere.
 * @param total the input's bytes; undefined for standard input
 * @param describe what has been done by now
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
    // The last column is left free, for some terminals go on to the next line when it is filled
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

/** As wide as the terminal is now. */
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
