import { access, constants, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { LocalStackError } from './local-stack-error.ts';

/** It says that a directory is the local stack's own, and which table has got all of its sample data. */
const MARKER = 'local-stack.json';

const markerSchema = z.strictObject({ format: z.literal(1), completeTable: z.nullable(z.string()) });
type Marker = z.infer<typeof markerSchema>;

export interface DataDirectory {
  /** Where the table's files are. */
  readonly tablePath: string;
  readonly isComplete: (table: string) => boolean;
  readonly markComplete: (table: string) => Promise<void>;
}

/**
 * Opens a directory for the table's files; makes it if it is not there.
 * @throws LocalStackError when it cannot be used, or holds something else
 */
export const openDataDirectory = async (directory: string): Promise<DataDirectory> => {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.R_OK | constants.W_OK);
    const marker = (await readMarker(directory)) ?? { format: 1, completeTable: null };
    await writeMarker(directory, marker);
    return {
      tablePath: join(directory, 'table'),
      isComplete: (table) => marker.completeTable === table,
      markComplete: (table) => writeMarker(directory, { ...marker, completeTable: table }),
    };
  } catch (error) {
    throw explain(directory, error);
  }
};

const FAULT: Readonly<Record<string, string>> = {
  EACCES: 'is not writable',
  EPERM: 'is not writable',
  EROFS: 'is not writable',
  EEXIST: 'is not a directory',
  ENOTDIR: 'is not a directory',
};

const explain = (directory: string, error: unknown) => {
  const fault = error instanceof Error && 'code' in error ? FAULT[String(error.code)] : undefined;
  return fault === undefined ? error : new LocalStackError(`The data directory ${directory} ${fault}`);
};

/** @returns undefined for an empty directory */
const readMarker = async (directory: string): Promise<Marker | undefined> => {
  const names = await readdir(directory);
  if (names.length === 0) return undefined;
  const text = names.includes(MARKER) ? await readFile(join(directory, MARKER), 'utf8') : '';
  const marker = markerSchema.safeParse(parseJson(text));
  if (marker.success) return marker.data;
  throw new LocalStackError(
    `The data directory ${directory} holds something that the local stack did not write. Choose a new or an empty one`,
  );
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
};

/** In one step: a marker is never seen half written. */
const writeMarker = async (directory: string, marker: Marker) => {
  const temporary = join(directory, `${MARKER}.new`);
  await writeFile(temporary, `${JSON.stringify(marker)}\n`);
  await rename(temporary, join(directory, MARKER));
};
