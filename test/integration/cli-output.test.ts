/** Where the output of the command line goes: files, links, devices, pipes, and what happens when it cannot go there. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { encodeRecords } from '../../lib/table/encode.ts';
import { NOW } from '../support/build-records.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { adminView, answerOf } from '../support/export-text.ts';
import { generateShape } from '../support/generate-shape.ts';
import { operate } from '../support/operate.ts';
import { startTableProxy, type TableProxy } from '../support/table-proxy.ts';

const RECORDS = generateShape({ organizations: 3, users: 3, projects: 2, collaborators: 2 });
const ANSWER = JSON.parse(answerOf(adminView(RECORDS)));
const ROOT = join(import.meta.dirname, '../..');
const FULL = '/dev/full';

const execute = promisify(execFile);
const resources = new AsyncDisposableStack();
let proxy: TableProxy;
let connection: string[];
let directory: string;
beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  const tables = await startEmptyTables(inject('assembly'), resources);
  const { name } = await tables.create(encodeRecords(RECORDS));
  proxy = await startTableProxy();
  resources.defer(proxy.close);
  proxy.upstream = tables.url;
  connection = ['--table', name, '--endpoint', proxy.url, '--region', 'eu-west-1'];
});
afterAll(() => resources.disposeAsync());
beforeEach(async () => {
  proxy.reset();
  directory = await mkdtemp(join(tmpdir(), 'output-'));
  return () => rm(directory, { recursive: true });
});

const run = (...parameters: readonly string[]) => operate([...connection, ...parameters], { now: NOW });
const exportTo = (output: string) => run('export', '--output', output);
const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode % 0o1000;

describe('an export to a file', () => {
  test('is for its owner alone, and leaves nothing else in the folder', async () => {
    const output = join(directory, 'new.json');
    expect(await exportTo(output)).toMatchObject({ status: 0, stderr: '' });
    expect(await modeOf(output)).toBe(0o600);
    expect(await readdir(directory)).toEqual(['new.json']);
    expect(await readJson(output)).toEqual(ANSWER);
  });

  test('keeps the mode of the file that it replaces', async () => {
    const output = join(directory, 'shared.json');
    await writeFile(output, 'before');
    await chmod(output, 0o640);
    await exportTo(output);
    expect([await modeOf(output), await readJson(output)]).toEqual([0o640, ANSWER]);
  });

  test('is whole, whatever is exported to the same file at the same time', async () => {
    const output = join(directory, 'both.json');
    for (let round = 0; round < 10; round++) {
      const outcomes = await Promise.all([exportTo(output), exportTo(output), run('export', '1', '--output', output)]);
      expect(outcomes.map(({ status }) => status)).toEqual([0, 0, 0]);
      expect([ANSWER, { ...ANSWER, organizations: ANSWER.organizations.slice(0, 1) }]).toContainEqual(
        await readJson(output),
      );
    }
    expect(await readdir(directory)).toEqual(['both.json']);
  });

  test.each([
    ['a file', async (target: string) => writeFile(target, 'before')],
    ['nothing yet', async () => undefined],
  ])('goes through links to %s', async (_, prepare) => {
    const [link, second, target] = ['link', 'second', 'folder/target.json'].map((name) => join(directory, name));
    await mkdir(join(directory, 'folder'));
    await prepare(target ?? '');
    await symlink('second', link ?? '');
    await symlink('folder/target.json', second ?? '');
    expect((await exportTo(link ?? '')).status).toBe(0);
    expect((await lstat(link ?? '')).isSymbolicLink()).toBe(true);
    expect((await lstat(second ?? '')).isSymbolicLink()).toBe(true);
    expect(await readJson(target ?? '')).toEqual(ANSWER);
    expect(await readdir(join(directory, 'folder'))).toEqual(['target.json']);
  });

  test('writes to a pipe and a device as they are', async () => {
    const pipe = join(directory, 'pipe');
    await execute('mkfifo', [pipe]);
    const [read, { status }] = await Promise.all([readFile(pipe, 'utf8'), exportTo(pipe)]);
    expect([JSON.parse(read), status]).toEqual([ANSWER, 0]);
    expect((await lstat(pipe)).isFIFO()).toBe(true);
    expect((await exportTo('/dev/null')).status).toBe(0);
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  test.each([
    ['in no folder', 'missing/out.json', 'no such file or directory'],
    ['in a file', 'file/out.json', 'a part of its path is not a directory'],
    ['a folder', '.', 'it is a directory'],
    ['a circle of links', 'circle', 'its links lead in a circle'],
    ['a name that is too long', 'x'.repeat(300), 'its name is too long'],
  ])('cannot be written when it is %s, and says so in a sentence', async (_, name, reason) => {
    await writeFile(join(directory, 'file'), '');
    await symlink('circle', join(directory, 'circle'));
    const output = `${directory}/${name}`;
    expect(await exportTo(output)).toEqual({ status: 1, stdout: '', stderr: `Cannot write ${output}: ${reason}.\n` });
    expect((await readdir(directory)).toSorted()).toEqual(['circle', 'file']);
  });

  test.skipIf(!existsSync(FULL))('says that a disk is full', async () => {
    expect(await exportTo(FULL)).toMatchObject({ status: 1, stderr: `Cannot write ${FULL}: the disk is full.\n` });
    expect((await lstat(FULL)).isCharacterDevice()).toBe(true);
    const command = `node lib/cli/organizations.mjs ${connection.join(' ')} export > ${FULL}`;
    await expect(execute('sh', ['-c', command], { cwd: ROOT })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^(.*Exported.*\n)?Cannot write standard output: the disk is full\.\n$/),
    });
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('that is interrupted by %s leaves what was there before, and nothing else', async (signal, status) => {
    const output = join(directory, 'backup.json');
    await writeFile(output, 'before');
    const reached = new Promise<void>((resolve) => {
      proxy.react = ({ operation }) => {
        if (operation !== 'Query') return 'pass';
        resolve();
        return 'hang';
      };
    });
    const parameters = [...connection, 'export', '--output', output];
    const child = spawn('node', ['lib/cli/organizations.mjs', ...parameters], { cwd: ROOT });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    const ended = once(child, 'close');
    await Promise.race([reached, ended.then(() => expect.fail(said))]);
    expect(await readdir(directory)).toHaveLength(2);
    child.kill(signal);
    expect((await ended)[0]).toBe(status);
    expect(said).toContain(`Interrupted after 0 organizations with 0 projects. ${output} is as it was before.\n`);
    expect(await readdir(directory)).toEqual(['backup.json']);
    expect(await readFile(output, 'utf8')).toBe('before');
  });
});

test('npm run finds files from the folder that it was called in', async () => {
  await execute(
    'npm',
    ['--silent', '--prefix', ROOT, 'run', 'organizations', '--', ...connection, 'export', '--output', 'here.json'],
    { cwd: directory },
  );
  expect(await readJson(join(directory, 'here.json'))).toEqual(ANSWER);
});
