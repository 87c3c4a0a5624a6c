import { type FileHandle, open, rm } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/** Keeps organizations that were not imported, one on each line, to be imported again when they have been mended. */
export type RejectsFile = { readonly add: (text: Buffer) => Promise<void>; readonly close: () => Promise<void> };

/** @throws CliError when the file cannot be made; one that exists is never written over */
export const createRejectsFile = async (path: string): Promise<RejectsFile> => {
  const file: FileHandle = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw new CliError(`Cannot make ${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  });
  let isEmpty = true;
  return {
    add: async (text) => {
      isEmpty = false;
      // in JSON a line can end only between two tokens, where it means as much as a space
      await file.appendFile(Buffer.concat([text.map(toOneLine), Buffer.of(NEWLINE)]));
    },
    close: async () => {
      await file.close();
      if (isEmpty) await rm(path);
    },
  };
};

const toOneLine = (byte: number): number => (byte === NEWLINE || byte === CARRIAGE_RETURN ? SPACE : byte);
