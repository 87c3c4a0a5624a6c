/** Where broken organizations are kept. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { startEmptyTables } from '../support/empty-tables.ts';
import { adminView, IMPORT_TIME, linesOf } from '../support/export-text.ts';
import { generateShape } from '../support/generate-shape.ts';
import { operate } from '../support/operate.ts';

const FULL = '/dev/full';
const [GOOD = {}, OTHER] = adminView(generateShape({ organizations: 2, users: 2, projects: 1, collaborators: 1 }));
const BROKEN = { ...OTHER, name: 7 };

const execute = promisify(execFile);
const resources = new AsyncDisposableStack();
let connection: string[];
let directory: string;
beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  const tables = await startEmptyTables(inject('assembly'), resources);
  const { name } = await tables.create();
  connection = ['--table', name, '--endpoint', tables.url, '--region', 'eu-west-1'];
});
afterAll(() => resources.disposeAsync());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rejects-'));
  return () => rm(directory, { recursive: true });
});

const importTo = (rejects: string) =>
  operate([...connection, 'import', '--rejects', rejects], { input: linesOf([GOOD, BROKEN]), now: IMPORT_TIME });

test('a new file is for its owner alone', async () => {
  const rejects = join(directory, 'rejects.ndjson');
  await importTo(rejects);
  expect((await stat(rejects)).mode % 0o1000).toBe(0o600);
  expect(JSON.parse(await readFile(rejects, 'utf8'))).toEqual(BROKEN);
});

test('a link leads to the file that is made', async () => {
  const link = join(directory, 'link');
  await symlink('target.ndjson', link);
  await importTo(link);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(JSON.parse(await readFile(join(directory, 'target.ndjson'), 'utf8'))).toEqual(BROKEN);
  const again = await importTo(link);
  expect(again.stderr).toContain(`Cannot write ${link}: it already exists.`);
});

test('a pipe and a device are written to as they are', async () => {
  const pipe = join(directory, 'pipe');
  await execute('mkfifo', [pipe]);
  const [text] = await Promise.all([readFile(pipe, 'utf8'), importTo(pipe)]);
  expect(JSON.parse(text)).toEqual(BROKEN);
  expect((await lstat(pipe)).isFIFO()).toBe(true);
  expect((await importTo('/dev/null')).stderr).toContain('1 broken organizations were left out.');
  expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
});

test.skipIf(!existsSync(FULL))('a full disk is said in a sentence', async () => {
  const { status, stderr } = await importTo(FULL);
  expect([status, stderr.split('\n').at(-2)]).toEqual([1, `Cannot write ${FULL}: the disk is full.`]);
});

test('a folder that is missing is said in a sentence, and nothing is made', async () => {
  const rejects = join(directory, 'missing', 'rejects.ndjson');
  const { status, stderr } = await importTo(rejects);
  expect([status, stderr]).toEqual([1, `Cannot write ${rejects}: no such file or directory.\n`]);
  expect(await readdir(directory)).toEqual([]);
});
