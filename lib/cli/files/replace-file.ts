import { randomUUID } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileError, isSystemError } from './file-error.ts';
import { findTarget, type Target } from './find-target.ts';

/** What is written may be personal: without a file whose mode counts, it is for its owner alone. */
const PRIVATE_MODE = 0o600;

/** Root may give a file to anybody, and keeps it whose it was. */
const ROOT = 0;

/**
 * Writes a file. It is written under another name beside it first and takes its place when it is complete, so that a failure
 * leaves what was there before, and of several at once the last to finish stays, whole. Links lead to the file that is
 * written, a file keeps its mode, and what is not a regular file, such as a device or a pipe, is written to as it is.
 * @param name the file as the operator named it, for errors
 * @param write writes everything and ends the stream
 * @throws CliError when it cannot be written; whatever else `write` throws
 */
export const replaceFile = async (
  path: string,
  name: string,
  write: (file: Writable) => Promise<void>,
): Promise<void> => {
  try {
    const target = await findTarget(path);
    if (target.kind === 'other') await write(createWriteStream(target.path, { flags: 'w' }));
    else await writeBeside(target, write);
  } catch (error) {
    throw isSystemError(error) ? fileError('write', name, error) : error;
  }
};

const writeBeside = async (
  target: Exclude<Target, { kind: 'other' }>,
  write: (file: Writable) => Promise<void>,
): Promise<void> => {
  const unfinished = join(dirname(target.path), `.${randomUUID()}.unfinished`);
  // Never through a link that somebody has put there.
  await using file = await open(unfinished, 'wx', PRIVATE_MODE);
  const remove = () => rmSync(unfinished, { force: true });
  process.once('exit', remove);
  try {
    if (target.kind === 'file') await keepOwner(file, target);
    await write(file.createWriteStream({ flush: true }));
    await rename(unfinished, target.path);
  } finally {
    process.off('exit', remove);
    remove();
  }
};

const keepOwner = async (file: FileHandle, { mode, uid, gid }: Extract<Target, { kind: 'file' }>): Promise<void> => {
  if (process.geteuid?.() === ROOT) await file.chown(uid, gid);
  await file.chmod(mode);
};
