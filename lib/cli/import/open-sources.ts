import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CliError, MisuseError } from '../cli-error.ts';
import type { Source } from './import-organizations.ts';

/** Stands for standard input among the files. */
export const STANDARD_INPUT = '-';

/** Pieces of files; larger ones gain nothing. */
const CHUNK_BYTES = 256 * 1024;

export type OpenedSources = {
  readonly sources: readonly Source[];
  /** Bytes of all of them; undefined when that is not known. */
  readonly total: number | undefined;
};

/**
 * Files, and standard input, to be read one after the other.
 * @param onRead is told of each piece how many bytes it has
 * @throws CliError naming the file that cannot be read
 */
export const openSources = async (
  paths: readonly string[],
  stdin: Readable,
  onRead: (bytes: number) => void,
): Promise<OpenedSources> => {
  if (paths.filter((path) => path === STANDARD_INPUT).length > 1)
    throw new MisuseError('Standard input can be read only once.');
  const sizes = await Promise.all(paths.map(sizeOf));
  const sources = paths.map((path, index): Source => {
    if (path === STANDARD_INPUT)
      return { name: 'standard input', isRepeatable: false, open: () => counted(stdin, onRead) };
    return {
      name: path,
      isRepeatable: sizes[index] !== undefined,
      open: () => counted(createReadStream(path, { highWaterMark: CHUNK_BYTES }), onRead),
    };
  });
  const total = sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  return { sources, total };
};

const sizeOf = async (path: string): Promise<number | undefined> => {
  if (path === STANDARD_INPUT) return undefined;
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) throw new Error('it is a directory');
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    throw unreadable(path, error);
  }
};

async function* counted(input: Readable, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of input) {
    // standard input gives texts where an encoding was set, bytes otherwise
    const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    onRead(bytes.length);
    yield bytes;
  }
}

const unreadable = (path: string, cause: unknown): CliError =>
  new CliError(`Cannot read ${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
