import { tmpdir } from 'node:os';
import type { Table } from '../../table/call.ts';
import type { Attributes } from '../../table/decode.ts';
import { CliError } from '../cli-error.ts';
import { resolveUserPath } from '../files/user-path.ts';
import { type DiskStore, openDiskStore, RepeatedKeyError } from './disk-store.ts';
import { createDiskTable } from './disk-table.ts';
import { readTableFiles } from './read-table-files.ts';

/**
 * Loads all of a full export into a table on disk, in the directory for temporary files (`TMPDIR`).
 * @param directory of the export, as the operator named it
 * @param resources what the table needs is added to them
 * @throws CliError that says what is missing, damaged or of another kind, or that the disk is full; the reason of the
 *   aborted signal
 */
export const loadTableFiles = async (
  directory: string,
  signal: AbortSignal | undefined,
  resources: DisposableStack,
): Promise<Table> => {
  const scratch = tmpdir();
  const store = resources.use(await openDiskStore(scratch, `${scratch} (TMPDIR)`));
  for await (const item of readTableFiles(resolveUserPath(directory), directory, signal)) add(store, item, directory);
  return createDiskTable(store, directory);
};

const add = (store: DiskStore, item: Attributes, directory: string): void => {
  try {
    store.add(item);
  } catch (error) {
    if (!(error instanceof RepeatedKeyError)) throw error;
    throw new CliError(`Cannot read ${directory}: two of its items have the same key.`, { cause: error });
  }
};
