import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../cli-error.ts';
import { fileError, isSystemError } from '../files/file-error.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { DiskStore } from './disk-store.ts';
import { DATA_DIRECTORY, DATA_FORMAT, FULL_EXPORT, PARTS_FILE, SUMMARY_FILE } from './manifest.ts';
import { type WrittenPart, writeParts } from './write-parts.ts';

/** For its owner alone: the files hold what is personal. */
const PRIVATE_MODE = 0o700;

/**
 * A part's size before compression: small enough for many parts to be loaded at once.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.BestPractices.html
 */
const PART_BYTES = 256_000_000;

/**
 * An import from S3 takes 50,000 objects. With this many, no part is small for it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Validation.html
 */
const MOST_PARTS = 40_000;

/** What was written. Sizes are in bytes; DynamoDB charges for those before compression. */
export type TableFiles = {
  readonly items: number;
  readonly parts: number;
  readonly bytes: number;
  readonly compressedBytes: number;
};

/** A directory that this process has claimed. */
export type FilesDirectory = {
  /** Writes the items of a store as files for DynamoDB's import from S3. Only complete files get their names. */
  readonly write: (store: DiskStore, signal: AbortSignal) => Promise<TableFiles>;
  /** Removes everything that is not complete. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/**
 * Creates a directory for files, or takes an empty one.
 * @param name the directory as the operator named it, for errors
 * @param partBytes see {@link PART_BYTES}
 * @throws CliError if it has anything in it or cannot be written
 */
export const claimFilesDirectory = async (
  path: string,
  name: string,
  partBytes = PART_BYTES,
): Promise<FilesDirectory> => {
  const unfinished = join(path, `.${randomUUID()}.unfinished`);
  const removeAtExit = () => rmSync(unfinished, { force: true, recursive: true });
  let written: readonly string[] = [];
  const release = async () => {
    process.off('exit', removeAtExit);
    for (const file of [unfinished, ...written]) await rm(file, { force: true, recursive: true });
  };
  await naming(name, async () => {
    await mkdir(path, { recursive: true, mode: PRIVATE_MODE });
    await mkdir(unfinished, { mode: PRIVATE_MODE });
    process.once('exit', removeAtExit);
    if ((await readdir(path)).length === 1) return;
    await release();
    throw new CliError(`Cannot write ${name}: it is not empty. Name a new directory.`);
  });
  return {
    write: (store, signal) =>
      naming(name, async () => {
        const parts: WrittenPart[] = [];
        const options = { partBytes: Math.max(partBytes, store.bytes() / MOST_PARTS), signal };
        for await (const part of writeParts(unfinished, store.all(), options)) parts.push(part);
        await rename(unfinished, join(path, DATA_DIRECTORY));
        written = [DATA_DIRECTORY, PARTS_FILE, SUMMARY_FILE].map((file) => join(path, file));
        const files = await writeManifests(path, name, parts);
        written = [];
        return files;
      }),
    [Symbol.asyncDispose]: release,
  };
};

/** Names the directory in the operating system's errors. */
const naming = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    throw isSystemError(error) ? fileError('write', name, error) : error;
  }
};

const writeManifests = async (path: string, name: string, parts: readonly WrittenPart[]): Promise<TableFiles> => {
  const sum = (count: (part: WrittenPart) => number) => parts.reduce((total, part) => total + count(part), 0);
  const items = sum(({ itemCount }) => itemCount);
  const write = (file: string, text: string) =>
    replaceFile(join(path, file), name, (target) => pipeline(Readable.from([text]), target));
  const lines = parts.map(({ itemCount, md5Checksum, dataFileS3Key }) =>
    JSON.stringify({ itemCount, md5Checksum, dataFileS3Key }),
  );
  await write(PARTS_FILE, lines.map((line) => `${line}\n`).join(''));
  const summary = { version: '2020-06-30', itemCount: items, outputFormat: DATA_FORMAT, exportType: FULL_EXPORT };
  await write(SUMMARY_FILE, `${JSON.stringify(summary)}\n`);
  return {
    items,
    parts: parts.length,
    bytes: sum(({ bytes }) => bytes),
    compressedBytes: sum(({ compressedBytes }) => compressedBytes),
  };
};
