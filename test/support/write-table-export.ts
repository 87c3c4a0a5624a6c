import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Attributes } from '../../lib/table/decode.ts';

const EXPORT_ID = '01693685827463-2d8752fd';

const md5 = (bytes: Buffer | string) => createHash('md5').update(bytes).digest();

/** The lines of a part: an item each. */
export const linesOfItems = (items: readonly object[]): string =>
  items.map((Item) => `${JSON.stringify({ Item })}\n`).join('');

/**
 * Writes a full export of DynamoDB's to S3, as its documentation shows it.
 * @param parts the items of each part; DynamoDB writes a part for each partition, and an empty one for an empty partition
 * @param summary members of the summary that are different
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
export const writeTableExport = async (
  directory: string,
  parts: readonly (readonly Attributes[])[],
  summary: object = {},
): Promise<void> => {
  await mkdir(join(directory, 'data'), { recursive: true });
  const lines = await Promise.all(
    parts.map(async (items, index) => {
      const name = `bafybeiczss3yxay3o4abn${index}.json.gz`;
      const bytes = gzipSync(linesOfItems(items));
      await writeFile(join(directory, 'data', name), bytes);
      return JSON.stringify({
        itemCount: items.length,
        md5Checksum: md5(bytes).toString('base64'),
        etag: `${md5(md5(bytes)).toString('hex')}-1`,
        dataFileS3Key: `2026-Nov/AWSDynamoDB/${EXPORT_ID}/data/${name}`,
      });
    }),
  );
  await writeManifest(directory, 'manifest-files', lines.map((line) => `${line}\n`).join(''));
  await writeManifest(
    directory,
    'manifest-summary',
    JSON.stringify({
      version: '2020-06-30',
      exportArn: `arn:aws:dynamodb:us-east-1:123456789012:table/Organizations/export/${EXPORT_ID}`,
      s3Prefix: '2026-Nov',
      manifestFilesS3Key: `2026-Nov/AWSDynamoDB/${EXPORT_ID}/manifest-files.json`,
      itemCount: parts.flat().length,
      outputFormat: 'DYNAMODB_JSON',
      exportType: 'FULL_EXPORT',
      ...summary,
    }),
  );
};

const writeManifest = async (directory: string, name: string, text: string): Promise<void> => {
  await writeFile(join(directory, `${name}.json`), text);
  await writeFile(join(directory, `${name}.checksum`), md5(text).toString('base64'));
};
