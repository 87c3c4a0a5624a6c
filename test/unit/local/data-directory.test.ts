import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openDataDirectory } from '../../../lib/local/data-directory.ts';
import { LocalStackError } from '../../../lib/local/local-stack-error.ts';

let parent: string;
let directory: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'data-'));
  directory = join(parent, 'data');
  return () => rm(parent, { recursive: true });
});

const modeOf = async (path: string) => (await stat(path)).mode % 0o1000;

describe('a data directory', () => {
  test('is made for its owner alone, with no table that is complete', async () => {
    const { tablePath, completeTable } = await openDataDirectory(directory);
    expect([tablePath, completeTable]).toEqual([join(directory, 'table'), '']);
    expect([await modeOf(directory), await readdir(directory)]).toEqual([0o700, ['local-stack.txt']]);
  });

  test('can be opened again after a start that was interrupted, and still has no complete table', async () => {
    await openDataDirectory(directory);
    expect((await openDataDirectory(directory)).completeTable).toBe('');
  });

  test('knows the table that was complete', async () => {
    await (await openDataDirectory(directory)).markComplete('Organizations');
    expect((await openDataDirectory(directory)).completeTable).toBe('Organizations');
  });

  test('is closed to others when it was open', async () => {
    await openDataDirectory(directory);
    await chmod(directory, 0o755);
    await openDataDirectory(directory);
    expect(await modeOf(directory)).toBe(0o700);
  });

  test('is never one that holds something else', async () => {
    await writeFile(join(parent, 'mine.txt'), 'mine');
    await expect(openDataDirectory(parent)).rejects.toThrow(LocalStackError);
    expect(await readdir(parent)).toEqual(['mine.txt']);
  });

  test.each([
    ['in a folder that is missing', ['missing', 'data'], 'does not exist'],
    ['below a file', ['file', 'data'], 'is not a directory'],
  ])('%s is refused in a sentence', async (_, path, sentence) => {
    await writeFile(join(parent, 'file'), '');
    await expect(openDataDirectory(join(parent, ...path))).rejects.toThrow(sentence);
  });
});
