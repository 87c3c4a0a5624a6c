import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { MisuseError } from '../cli-error.ts';
import { fileError, isSystemError } from '../files/file-error.ts';
import { resolveUserPath } from '../files/user-path.ts';
import type { Source } from './import-sources.ts';

/** The path that stands for standard input. */
export const STANDARD_INPUT = '-';

/** The size of the chunks that files are read in. Larger ones gain nothing. */
const CHUNK_BYTES = 256 * 1024;

export type OpenedSources = {
  readonly sources: readonly Source[];
  /** The total size in bytes; undefined if the size of a source is unknown. */
  readonly total: number | undefined;
  /** From now on, calls a listener with the number of bytes of each chunk that is read. */
  readonly watch: (listener: (bytes: number) => void) => void;
};

/**
 * Opens files and standard input. Each is read only when its turn comes.
 * @param signal aborting it ends the reading, even while it waits for standard input
 * @throws CliError that names the file that cannot be read; MisuseError if standard input is named twice
 */
export const openSources = async (
  paths: readonly string[],
  stdin: Readable,
  signal: AbortSignal,
): Promise<OpenedSources> => {
  let listener = (_bytes: number): void => undefined;
  const onRead = (bytes: number) => listener(bytes);
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
  const watch = (next: typeof listener) => {
    listener = next;
  };
  return { sources, total, watch };
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
      // Standard input yields strings if it has an encoding, and bytes otherwise
      const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      onRead(bytes.length);
      yield bytes;
    }
  } catch (error) {
    throw isSystemError(error) ? fileError('read', name, error) : error;
  }
}
