import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Attributes } from '../../lib/table/decode.ts';

/**
 * The items of files for DynamoDB's import from S3, read as its documentation describes them and by none of the code that
 * writes them: gzip, an object with the one member `Item` on each line.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Format.html
 */
export const readImportFiles = (directory: string): Attributes[] =>
  readdirSync(join(directory, 'data'))
    .toSorted()
    .flatMap((name) => {
      const lines = gunzipSync(readFileSync(join(directory, 'data', name)))
        .toString()
        .split('\n');
      if (lines.pop() !== '') throw new Error(`${name} does not end in a line feed`);
      return lines.map((line) => {
        const { Item, ...others } = JSON.parse(line);
        if (Object.keys(others).length > 0) throw new Error(`${name} has more than items`);
        return Item;
      });
    });
