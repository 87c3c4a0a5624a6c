import { type FileHandle, open, rm } from 'node:fs/promises';
import { fileError, isSystemError } from '../files/file-error.ts';
import { findTarget } from '../files/find-target.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/** Keeps organizations that were not imported, one on each line, to be imported again when they have been mended. */
export type RejectsFile = {
  /** @throws CliError when it cannot be written to, such as on a full disk */
  readonly add: (text: Buffer) => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Makes a new file, also at the end of links, or takes what is not a regular file, such as a device or a pipe. An empty new
 * file is removed in the end.
 * @param name the file as the operator named it, for errors
 * @throws CliError when the file cannot be made; one that exists is never written over
 */
export const createRejectsFile = async (path: string, name: string): Promise<RejectsFile> => {
  const refuse = (error: unknown) => {
    throw isSystemError(error) ? fileError('write', name, error) : error;
  };
  const target = await findTarget(path).catch(refuse);
  const file: FileHandle = await open(target.path, target.kind === 'other' ? 'w' : 'wx', 0o600).catch(refuse);
  let isEmpty = true;
  return {
    add: async (text) => {
      isEmpty = false;
      // In JSON a line can end only between two tokens, where it means as much as a space
      await file.appendFile(Buffer.concat([text.map(toOneLine), Buffer.of(NEWLINE)])).catch(refuse);
    },
    close: async () => {
      await file.close();
      if (isEmpty && target.kind !== 'other') await rm(target.path);
    },
  };
};

const toOneLine = (byte: number): number => (byte === NEWLINE || byte === CARRIAGE_RETURN ? SPACE : byte);
