import { CliError } from '../cli-error.ts';

/** What the errors of the operating system mean for whoever named the file. */
const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EEXIST', 'it already exists'],
  ['EFBIG', 'it would be larger than a file may be here'],
  ['EISDIR', 'it is a directory'],
  ['ELOOP', 'its links lead in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ENOENT', 'no such file or directory'],
  ['ENOSPC', 'the disk is full'],
  ['ENOTDIR', 'a part of its path is not a directory'],
  ['EPERM', 'operation not permitted'],
  ['EPIPE', 'its reader has gone away'],
  ['EROFS', 'the file system is read-only'],
]);

/** Whether an error comes from the operating system, such as a full disk. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error;

/**
 * The sentence for a file that cannot be used.
 * @param action what was tried, such as `write`
 * @param name the file, as the operator named it
 */
export const fileError = (action: 'read' | 'write', name: string, cause: unknown): CliError => {
  const text = cause instanceof Error ? cause.message : String(cause);
  const reason = isSystemError(cause) ? (REASONS.get(cause.code) ?? text) : text;
  return new CliError(`Cannot ${action} ${name}: ${reason}.`, { cause });
};
