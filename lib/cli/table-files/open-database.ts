import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { CliError } from '../cli-error.ts';
import { fileError, isSystemError } from '../files/file-error.ts';
import { loadSqlite } from './load-sqlite.ts';

/** What is written is personal, so it is for its owner alone. */
const PRIVATE_MODE = 0o600;

/** SQLite's own cache in kilobytes; the operating system's cache comes on top, and is not the process's memory. */
const CACHE_KILOBYTES = 24 * 1024;

/** https://www.sqlite.org/rescode.html#full */
const SQLITE_FULL = 13;

/**
 * Nothing is read after a crash, so all is one transaction that never ends. Its journal keeps what was there before, which
 * is nothing.
 */
const settings = (schema: string) => `
  PRAGMA page_size = 8192;
  PRAGMA cache_size = -${CACHE_KILOBYTES};
  PRAGMA journal_mode = MEMORY;
  PRAGMA synchronous = OFF;
  PRAGMA locking_mode = EXCLUSIVE;
  ${schema}
  BEGIN;`;

/**
 * Opens an empty database for the lifetime of this process, in a file without a name. Its memory does not grow with it.
 * @param directory where the file is
 * @param name the directory as the operator named it, for errors
 * @throws CliError if the file cannot be created
 */
export const openDatabase = async (directory: string, name: string, schema: string): Promise<DatabaseSync> => {
  const { DatabaseSync } = await loadSqlite();
  const path = join(directory, `.${randomUUID()}.unfinished`);
  const remove = () => rmSync(path, { force: true });
  try {
    closeSync(openSync(path, 'wx', PRIVATE_MODE));
    const database = new DatabaseSync(path);
    database.exec(settings(schema));
    // While it is open, a file needs no name, and without one nothing leaves it behind. Windows has no such files
    if (process.platform !== 'win32') remove();
    else process.once('exit', remove);
    return database;
  } catch (error) {
    throw describeDatabaseError(error, name);
  }
};

/** SQLite's code of an error; undefined if it is none of SQLite's. */
export const sqliteCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) : undefined;

/** A sentence for what keeps a database from being written, such as a full disk. Other errors stay as they are. */
export const describeDatabaseError = (error: unknown, name: string): unknown => {
  if (isSystemError(error)) return fileError('write', name, error);
  const code = sqliteCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  const reason = code === SQLITE_FULL ? 'the disk is full' : error.message;
  return new CliError(`Cannot write ${name}: ${reason}.`, { cause: error });
};
