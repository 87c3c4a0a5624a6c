import { readlink, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isSystemError } from './file-error.ts';

/** As many links as Linux follows. */
const MAX_LINKS = 40;

/** Where output goes: a file that there is or is not yet, or something else that can be written to, such as a device or a pipe. */
export type Target =
  | { readonly kind: 'new'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly uid: number; readonly gid: number }
  | { readonly kind: 'other'; readonly path: string };

/**
 * Finds what a path leads to, through links, also where the last link leads to nothing yet.
 * @throws the operating system's errors; `EISDIR` for a directory
 */
export const findTarget = async (path: string): Promise<Target> => {
  let target = path;
  for (let links = 0; links <= MAX_LINKS; links++) {
    const linked = await readlink(target).catch(ignoring('EINVAL', 'ENOENT'));
    if (linked === undefined) return describe(target);
    target = resolve(dirname(target), linked);
  }
  throw systemError('ELOOP', 'readlink');
};

const describe = async (path: string): Promise<Target> => {
  const stats = await stat(path).catch(ignoring('ENOENT'));
  if (stats === undefined) return { kind: 'new', path };
  if (stats.isDirectory()) throw systemError('EISDIR', 'open');
  if (!stats.isFile()) return { kind: 'other', path };
  return { kind: 'file', path, mode: stats.mode % 0o10000, uid: stats.uid, gid: stats.gid };
};

/** Takes errors that are an answer, and throws all others. */
const ignoring =
  (...codes: readonly string[]) =>
  (error: unknown): undefined => {
    if (!isSystemError(error) || !codes.includes(error.code ?? '')) throw error;
  };

const systemError = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });
