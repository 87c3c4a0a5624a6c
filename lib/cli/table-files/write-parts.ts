import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { DATA_DIRECTORY, type Part } from './manifest.ts';

/** What is written is personal, so it is for its owner alone. */
const PRIVATE_MODE = 0o600;

/**
 * How many characters of items are mixed at a time. Items in the order of their partitions would make one partition of the
 * new table busy after the other.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.BestPractices.html
 */
const MIXED_LENGTH = 4_000_000;

export type WrittenPart = Part & { readonly compressedBytes: number; readonly bytes: number };

type Lines = { readonly text: string; readonly count: number };

/**
 * Writes items as gzip files of DynamoDB JSON, one after the other.
 * @param items each as JSON
 * @param partBytes a part ends once it has as many bytes before compression; it may exceed this by one mixture of items
 * @throws the operating system's errors, or the reason of the aborted signal
 */
export async function* writeParts(
  directory: string,
  items: Iterable<string>,
  { partBytes, signal }: { readonly partBytes: number; readonly signal: AbortSignal },
): AsyncGenerator<WrittenPart, void, undefined> {
  const mixtures = mix(items);
  let next = mixtures.next();
  for (let number = 1; next.done !== true; number++) {
    let bytes = 0;
    let itemCount = 0;
    function* lines(): Generator<Buffer, void, undefined> {
      for (; next.done !== true && bytes < partBytes; next = mixtures.next()) {
        const buffer = Buffer.from(next.value.text);
        bytes += buffer.length;
        itemCount += next.value.count;
        yield buffer;
      }
    }
    const name = `part-${String(number).padStart(5, '0')}.json.gz`;
    const { compressedBytes, md5Checksum } = await writePart(join(directory, name), lines(), signal);
    yield { dataFileS3Key: `${DATA_DIRECTORY}/${name}`, itemCount, md5Checksum, compressedBytes, bytes };
  }
}

const writePart = async (path: string, lines: Iterable<Buffer>, signal: AbortSignal) => {
  const md5 = createHash('md5');
  let compressedBytes = 0;
  // Never through a link that somebody has put there
  await using file = await open(path, 'wx', PRIVATE_MODE);
  await pipeline(
    Readable.from(lines),
    createGzip(),
    async function* (compressed: AsyncIterable<Buffer>) {
      for await (const chunk of compressed) {
        md5.update(chunk);
        compressedBytes += chunk.length;
        yield chunk;
      }
    },
    file.createWriteStream({ flush: true }),
    { signal },
  );
  return { compressedBytes, md5Checksum: md5.digest('base64') };
};

function* mix(items: Iterable<string>): Generator<Lines, void, undefined> {
  let mixture: string[] = [];
  let length = 0;
  for (const item of items) {
    mixture.push(`{"Item":${item}}\n`);
    length += item.length;
    if (length < MIXED_LENGTH) continue;
    yield shuffle(mixture);
    mixture = [];
    length = 0;
  }
  if (mixture.length > 0) yield shuffle(mixture);
}

/** Always the same for the same items, so that the same input makes the same files. */
const shuffle = (lines: readonly string[]): Lines => {
  const byHash = lines
    .map((line) => ({ line, hash: hash('md5', line) }))
    .sort((one, other) => (one.hash < other.hash ? -1 : 1));
  return { text: byHash.map(({ line }) => line).join(''), count: lines.length };
};
