import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { CliError } from '../../../lib/cli/cli-error.ts';
import { replaceFile } from '../../../lib/cli/files/replace-file.ts';
import { createRejectsFile } from '../../../lib/cli/import/rejects-file.ts';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'replace-'));
  path = join(directory, 'out.json');
  return () => rm(directory, { recursive: true });
});

const modeOf = async () => (await stat(path)).mode % 0o1000;
const write = (text: string) => replaceFile(path, 'out.json', (file) => pipeline(Readable.from([text]), file));

describe('a file that is written', () => {
  test('is for its owner alone, with nothing beside it', async () => {
    await write('new');
    expect([await readFile(path, 'utf8'), await modeOf(), await readdir(directory)]).toEqual([
      'new',
      0o600,
      ['out.json'],
    ]);
  });

  test('keeps its mode when it is replaced', async () => {
    await writeFile(path, 'old');
    await chmod(path, 0o640);
    await write('new');
    expect([await readFile(path, 'utf8'), await modeOf()]).toEqual(['new', 0o640]);
  });

  test('is as it was until it is whole, and when it fails, with nothing left beside it', async () => {
    await writeFile(path, 'old');
    const failing = replaceFile(path, 'out.json', async (file) => {
      await new Promise((resolve) => file.write('half', resolve));
      expect(await readFile(path, 'utf8')).toBe('old');
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect([await readFile(path, 'utf8'), await readdir(directory)]).toEqual(['old', ['out.json']]);
  });

  test('is the one that a link leads to', async () => {
    const target = join(directory, 'target.json');
    await symlink(target, path);
    await write('new');
    expect([await readFile(target, 'utf8'), (await lstat(path)).isSymbolicLink()]).toEqual(['new', true]);
  });

  test('is never a directory', async () => {
    await mkdir(path);
    await expect(write('new')).rejects.toThrow(new CliError('Cannot write out.json: it is a directory.'));
  });
});

describe('the file of broken organizations', () => {
  test('is for its owner alone, one on each line', async () => {
    const file = await createRejectsFile(path, 'out.json');
    await file.add(Buffer.from('{\n"a":\r\n1}'));
    await file.add(Buffer.from('{}'));
    await file.close();
    expect([await readFile(path, 'utf8'), await modeOf()]).toEqual(['{ "a":  1}\n{}\n', 0o600]);
  });

  test('is not there when there is none', async () => {
    await (await createRejectsFile(path, 'out.json')).close();
    expect(await readdir(directory)).toEqual([]);
  });

  test('never replaces another', async () => {
    await writeFile(path, 'old');
    await expect(createRejectsFile(path, 'out.json')).rejects.toThrow('it already exists');
    expect(await readFile(path, 'utf8')).toBe('old');
  });
});
