import { type FileHandle, open, rm } from 'node:fs/promises';
import { fileError, isSystemError } from '../files/file-error.ts';
import { findTarget } from '../files/find-target.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/** A file of the organizations that were not imported, one on each line. Once repaired, it can be imported. */
export type RejectsFile = {
  /** @throws CliError if it cannot be written, for example because the disk is full */
  readonly add: (text: Buffer) => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Creates a new file, following symbolic links, or opens a device or pipe. A new file that is still empty when it is
 * closed is removed.
 * @param name the file as the operator named it, for errors
 * @throws CliError if the file cannot be created; an existing regular file is never overwritten
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
      // In JSON, line breaks occur only between tokens, where a space means the same
      await file.appendFile(Buffer.concat([text.map(toOneLine), Buffer.of(NEWLINE)])).catch(refuse);
    },
    close: async () => {
      await file.close();
      if (isEmpty && target.kind !== 'other') await rm(target.path);
    },
  };
};

const toOneLine = (byte: number): number => (byte === NEWLINE || byte === CARRIAGE_RETURN ? SPACE : byte);
