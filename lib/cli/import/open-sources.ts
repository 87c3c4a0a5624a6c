import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { MisuseError } from '../cli-error.ts';
import { fileError, isSystemError } from '../files/file-error.ts';
import { resolveUserPath } from '../files/user-path.ts';
import type { Source } from './import-sources.ts';

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
 * @param signal ends the reading when it is aborted, also while it waits for standard input
 * @throws CliError naming the file that cannot be read
 */
export const openSources = async (
  paths: readonly string[],
  stdin: Readable,
  onRead: (bytes: number) => void,
  signal: AbortSignal,
): Promise<OpenedSources> => {
  if (paths.filter((path) => path === STANDARD_INPUT).length > 1)
    throw new MisuseError('Standard input can be read only once.');
  const sizes = await Promise.all(paths.map(sizeOf));
  const sources = paths.map((path, index): Source => {
    if (path === STANDARD_INPUT)
      return {
        name: 'standard input',
        isRepeatable: false,
        open: () => counted(addAbortSignal(signal, stdin), onRead, 'standard input'),
      };
    return {
      name: path,
      isRepeatable: sizes[index] !== undefined,
      open: () => {
        const file = createReadStream(resolveUserPath(path), { highWaterMark: CHUNK_BYTES, signal });
        return counted(file, onRead, path);
      },
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
    const stats = await stat(resolveUserPath(path));
    if (stats.isDirectory()) throw new Error('it is a directory');
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    throw fileError('read', path, error);
  }
};

async function* counted(
  input: Readable,
  onRead: (bytes: number) => void,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of input) {
      // Standard input gives texts where an encoding was set, bytes otherwise
      const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      onRead(bytes.length);
      yield bytes;
    }
  } catch (error) {
    throw isSystemError(error) ? fileError('read', name, error) : error;
  }
}
