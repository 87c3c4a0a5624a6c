import { access, chmod, constants, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalStackError } from './local-stack-error.ts';

/** The file that makes a directory the local stack's own. It holds the name of the table that has all its sample data. */
const MARKER = 'local-stack.txt';

export type DataDirectory = {
  /** Where the table's files are. */
  readonly tablePath: string;
  /** The table that needs no sample data any more; empty when there is none. */
  readonly completeTable: string;
  readonly markComplete: (table: string) => Promise<void>;
};

/**
 * Opens a directory for the table's files; makes it if it is not there, but nothing above it.
 * @throws LocalStackError when it cannot be used, or holds something else
 */
export const openDataDirectory = async (directory: string): Promise<DataDirectory> => {
  try {
    const names = await listOrCreate(directory);
    await access(directory, constants.W_OK);
    if (names.length > 0 && !names.includes(MARKER)) {
      throw new LocalStackError(`The data directory ${directory} is not empty, and was not made by the local stack`);
    }
    // The table has keys and e-mail addresses of those who tried something out.
    await chmod(directory, 0o700);
    const marker = join(directory, MARKER);
    // Opened for appending: made if it is not there, and kept as it is otherwise.
    await writeFile(marker, '', { flag: 'a' });
    return {
      tablePath: join(directory, 'table'),
      completeTable: await readFile(marker, 'utf8'),
      markComplete: (table) => writeFile(marker, table),
    };
  } catch (error) {
    const fault = FAULT[codeOf(error)];
    throw fault === undefined ? error : new LocalStackError(`The data directory ${directory} ${fault}`);
  }
};

const FAULT: Readonly<Record<string, string>> = {
  EACCES: 'is not writable',
  EPERM: 'is not writable',
  EROFS: 'is not writable',
  ENOENT: 'cannot be made, because what it would be in does not exist',
  ENOTDIR: 'is not a directory',
};

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** @returns the names in it */
const listOrCreate = async (directory: string): Promise<string[]> => {
  try {
    return await readdir(directory);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await mkdir(directory, { mode: 0o700 });
    return [];
  }
};
