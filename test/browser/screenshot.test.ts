import { exec } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { copySources } from '../support/copy-sources.ts';
import { findChromium } from '../support/open-browser.ts';

const PICTURE = 'lib/local/page/screenshot.png';

const sizeOf = (png: Buffer) => {
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.length).toBeLessThan(300_000);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
};

test.skipIf(findChromium() === undefined)(
  'npm run screenshot takes the README’s picture, as large as it is',
  async () => {
    const copy = await copySources();
    try {
      await writeFile(join(copy, PICTURE), '');
      await promisify(exec)('npm run screenshot', { cwd: copy });
      expect(sizeOf(await readFile(join(copy, PICTURE)))).toEqual(sizeOf(await readFile(PICTURE)));
    } finally {
      await rm(copy, { recursive: true });
    }
  },
);
