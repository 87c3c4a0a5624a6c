import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { CliError } from '../cli-error.ts';
import { fileError, isSystemError } from '../files/file-error.ts';
import {
  DATA_DIRECTORY,
  DATA_FORMAT,
  FULL_EXPORT,
  PARTS_FILE,
  type Part,
  partSchema,
  SUMMARY_FILE,
  summarySchema,
} from './manifest.ts';

/** A part that is to be read. */
export type FoundPart = Part & { readonly path: string; readonly file: string };

/** The last two steps of a part's key. Other characters are in no export, and could lead elsewhere. */
const PART_KEY = /(?:^|\/)data\/(\w[\w.-]*)$/;

/**
 * Reads the manifests of a full export in DynamoDB JSON.
 * @param directory has the manifests and the directory `data`
 * @param name the directory as the operator named it, for errors
 * @throws CliError that says what is missing, damaged or of another kind
 */
export const readManifest = async (directory: string, name: string): Promise<readonly FoundPart[]> => {
  const refuse = (why: string) => new CliError(`Cannot read ${name}: ${why}.`);
  const read = async (file: string) => {
    const text = await readText(join(directory, file), file, name);
    if (text === undefined) {
      throw refuse(
        `it has no ${file}. Name the directory of one export, …/AWSDynamoDB/<export id>, with everything that is in it`,
      );
    }
    const checksumFile = file.replace(/\.json$/, '.checksum');
    const checksum = await readText(join(directory, checksumFile), checksumFile, name);
    if (checksum !== undefined && !isChecksumOf(checksum.trim(), text)) throw refuse(`${file} is damaged`);
    return text;
  };
  const parse = <Schema extends z.ZodMiniType>(schema: Schema, text: string, file: string): z.output<Schema> => {
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) throw refuse(`${file} is incomplete or damaged`);
    return parsed.data;
  };
  const summary = parse(summarySchema, await read(SUMMARY_FILE), SUMMARY_FILE);
  const { exportType = FULL_EXPORT, outputFormat } = summary;
  if (exportType !== FULL_EXPORT) throw refuse('it is an incremental export, which has changes only. Make a full one');
  if (outputFormat !== DATA_FORMAT) throw refuse(`it is in the format ${outputFormat}. Export as ${DATA_FORMAT}`);
  const lines = (await read(PARTS_FILE)).split('\n').filter((line) => line !== '');
  const parts = lines.map((line) => parse(partSchema, line, PARTS_FILE));
  const items = parts.reduce((sum, { itemCount }) => sum + itemCount, 0);
  if (items !== summary.itemCount) {
    throw refuse(`${PARTS_FILE} has parts of ${items} items, and ${SUMMARY_FILE} says ${summary.itemCount}`);
  }
  const files = new Set<string>();
  return parts.map((part) => {
    const file = PART_KEY.exec(part.dataFileS3Key)?.[1];
    if (file === undefined || files.has(file)) throw refuse(`${PARTS_FILE} names a part that cannot be one`);
    files.add(file);
    return { ...part, file: `${DATA_DIRECTORY}/${file}`, path: join(directory, DATA_DIRECTORY, file) };
  });
};

const readText = async (path: string, file: string, name: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw fileError('read', `${name}/${file}`, error);
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** AWS does not document how a checksum is written, so a text that is no MD5 says nothing. */
const isChecksumOf = (checksum: string, text: string): boolean => {
  if (/^[0-9a-f]{32}$/i.test(checksum)) return checksum.toLowerCase() === hash('md5', text);
  return !/^[\w+/]{22}==$/.test(checksum) || checksum === hash('md5', text, 'base64');
};
