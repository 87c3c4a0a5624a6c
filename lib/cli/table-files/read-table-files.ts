import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as z from 'zod/mini';
import type { Attributes } from '../../table/decode.ts';
import { keyOf } from '../../table/keys.ts';
import { CliError } from '../cli-error.ts';
import { fileError, isSystemError } from '../files/file-error.ts';
import { type FoundPart, readManifest } from './read-manifest.ts';
import { LongLineError, splitLines } from './split-lines.ts';

/** The size of the chunks that parts are read in. */
const CHUNK_BYTES = 256 * 1024;

/** An item has 400 KB at most, and in JSON each of its bytes 6 characters at most. */
const LONGEST_LINE = 8_000_000;

const lineSchema = z.object({
  Item: z.custom<Attributes>((value) => Object.values(keyOf(Object(value))).every((key) => key !== '')),
});

/**
 * The items of a full export of the table, in no order. Only at the end is it known that the files are complete and
 * undamaged, so nothing may be made of the items before.
 * @param directory has the manifests and the directory `data`
 * @param name the directory as the operator named it, for errors
 * @throws CliError that says what is missing, damaged or of another kind; the reason of the aborted signal
 */
export async function* readTableFiles(
  directory: string,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Attributes, void, undefined> {
  for (const part of await readManifest(directory, name)) {
    try {
      yield* readPart(part, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof PartError) throw new CliError(`Cannot read ${name}/${part.file}: ${error.message}.`);
      if (isSystemError(error)) throw fileError('read', `${name}/${part.file}`, error);
      throw error;
    }
  }
}

/** A part is not what the manifest says. */
class PartError extends Error {}

const damaged = () => new PartError('it is damaged or incomplete');

async function* readPart(
  part: FoundPart,
  signal: AbortSignal | undefined,
): AsyncGenerator<Attributes, void, undefined> {
  const md5 = createHash('md5');
  let count = 0;
  try {
    // DynamoDB writes an empty file for an empty partition, and that is no gzip
    const isEmpty = (await stat(part.path)).size === 0;
    const bytes = isEmpty ? Readable.from([]) : unzip(part.path, (chunk) => md5.update(chunk), signal);
    for await (const line of splitLines(bytes, LONGEST_LINE)) {
      count += 1;
      const parsed = lineSchema.safeParse(parseJson(line));
      if (!parsed.success) throw new PartError(`line ${count} is not an item of this table`);
      yield parsed.data.Item;
    }
  } catch (error) {
    throw error instanceof LongLineError || isZlibError(error) ? damaged() : error;
  }
  if (!isWhole(md5.digest(), part)) throw damaged();
  if (count !== part.itemCount) throw new PartError(`it has ${count} items, and the manifest says ${part.itemCount}`);
}

const unzip = (
  path: string,
  onRead: (bytes: Buffer) => void,
  signal: AbortSignal | undefined,
): AsyncIterable<Buffer> => {
  const tap = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      onRead(chunk);
      done(null, chunk);
    },
  });
  const unzipped = createGunzip({ chunkSize: CHUNK_BYTES });
  // An error of any of them ends the last one, whose reader gets it
  pipeline(
    createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal && { signal }) }),
    tap,
    unzipped,
    () => undefined,
  );
  return unzipped;
};

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const isZlibError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(Z_|ERR_ZLIB|ERR_STREAM_PREMATURE)/.test(String(error.code));

/** Of an upload in one piece, S3's `etag` is the MD5 of the MD5; of one in several, only S3 knows the pieces. */
const isWhole = (md5: Buffer, { md5Checksum, etag }: FoundPart): boolean =>
  md5.toString('base64') === md5Checksum && (!etag?.endsWith('-1') || etag === `${hash('md5', md5)}-1`);
