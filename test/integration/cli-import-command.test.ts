import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { encodeOrganization } from '../../lib/table/encode.ts';
import { buildOrganization, daysFromNow, NOW } from '../support/build-records.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { adminView, answerOf, IMPORT_TIME, linesOf } from '../support/export-text.ts';
import { generateShape } from '../support/generate-shape.ts';
import { operate } from '../support/operate.ts';

const ORGANIZATIONS = adminView(generateShape({ organizations: 3, users: 3, projects: 2, collaborators: 2 }));
const ANSWER = answerOf(ORGANIZATIONS);
const BROKEN = answerOf(ORGANIZATIONS.with(1, { ...ORGANIZATIONS[1], name: 7 }));

const resources = new AsyncDisposableStack();
let tables: Awaited<ReturnType<typeof startEmptyTables>>;
let directory: string;
let connection: string[];
beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  tables = await startEmptyTables(inject('assembly'), resources);
  directory = await mkdtemp(join(tmpdir(), 'import-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
  await resources.disposeAsync();
});
beforeEach(async () => {
  const { name } = await tables.create();
  connection = ['--table', name, '--endpoint', tables.url, '--region', 'eu-west-1'];
});

const run = (parameters: readonly string[], input = '') =>
  operate([...connection, ...parameters], { input, now: parameters.includes('import') ? IMPORT_TIME : NOW });

const fileOf = async (name: string, text: string): Promise<string> => {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
};

describe('`import`', () => {
  test('takes files and standard input, tells what it did, and `export` gives the same back', async () => {
    const file = await fileOf('a.ndjson', linesOf(ORGANIZATIONS.slice(0, 1)));
    const { status, stdout, stderr } = await run(['import', file, '-'], answerOf(ORGANIZATIONS.slice(1)));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/organizations +3 +0 +0/);
    expect(JSON.parse((await run(['export'])).stdout)).toEqual(JSON.parse(ANSWER));
    const lines = (await run(['export', '--ndjson', '3', '1'])).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([ORGANIZATIONS[0], ORGANIZATIONS[2]]);
  });

  test('leaves a broken organization out, says which and why, keeps it, and does not claim success', async () => {
    const rejects = join(directory, 'rejects.ndjson');
    const { status, stdout, stderr } = await run(['import', '--json', '--rejects', rejects], BROKEN);
    expect(status).toBe(1);
    expect(stderr).toContain('standard input: organizations[1] in line 1: name: expected a text, found another number');
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: false, organizations: { created: 2, rejected: 1 } });
    const kept = await readFile(rejects, 'utf8');
    expect(JSON.parse(kept)).toEqual({ ...ORGANIZATIONS[1], name: 7 });
    const mended = await fileOf('mended.ndjson', JSON.stringify(ORGANIZATIONS[1]));
    expect((await run(['import', mended, '--rejects', join(directory, 'none.ndjson')])).status).toBe(0);
    expect(JSON.parse((await run(['export'])).stdout)).toEqual(JSON.parse(ANSWER));
    await expect(readFile(join(directory, 'none.ndjson'))).rejects.toThrow('ENOENT');
  });

  test('never writes over a file, not even its own input', async () => {
    const input = await fileOf('precious.ndjson', linesOf(ORGANIZATIONS));
    const { status, stderr } = await run(['import', input, '--rejects', input]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`Cannot write ${input}: it already exists.`)]);
    expect(await readFile(input, 'utf8')).toBe(linesOf(ORGANIZATIONS));
  });

  test('of a part of an answer says that it is one, and never prunes by it', async () => {
    const part = await fileOf('part.json', ANSWER.slice(0, -20));
    expect(await run(['import', part])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Not a complete answer: it ends too early'),
    });
    const before = (await run(['export'])).stdout;
    const pruned = await run(['import', '--prune', '--yes', part]);
    expect(pruned).toMatchObject({ status: 1, stderr: expect.stringContaining('Nothing was changed') });
    expect((await run(['export'])).stdout).toBe(before);
  });

  test('asks before it prunes, and cannot prune by standard input', async () => {
    const file = await fileOf('answer.json', ANSWER);
    expect(await run(['import', '--prune', file])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('--yes'),
    });
    expect((await run(['import', '--prune', '--dry-run', file])).status).toBe(0);
    expect((await run(['import', '--prune', '--yes', file])).status).toBe(0);
    expect((await run(['import', '--prune', '--yes'], ANSWER)).status).toBe(2);
  });

  test.each([
    [
      'no such file',
      () => ['import', join(directory, 'missing')],
      '',
      /^Cannot read .*missing: no such file or directory\.$/m,
      1,
    ],
    ['a directory', () => ['import', directory], '', /it is a directory/, 1],
    ['nothing on standard input', () => ['import'], '', /Found nothing: it is empty\.$/m, 1],
    ['something else', () => ['import'], 'id,name\n1,Acme\n', /Found a text that is not JSON\.$/m, 1],
    ['standard input twice', () => ['import', '-', '-'], ANSWER, /only once/, 2],
  ])('refuses %s in a sentence', async (_, parameters, input, sentence, status) => {
    const outcome = await run(parameters(), input);
    expect(outcome).toMatchObject({ status, stdout: '', stderr: expect.stringMatching(sentence) });
  });
});

describe('`export`', () => {
  test('replaces a file when it is complete, and leaves it alone otherwise', async () => {
    await run(['import'], ANSWER);
    const output = await fileOf('backup.json', 'before');
    expect((await run(['export', '--output', output, '99'])).status).toBe(1);
    expect(await readFile(output, 'utf8')).toBe('before');
    const { stdout } = await run(['--json', 'export', '--output', output]);
    expect(JSON.parse(stdout)).toEqual({ organizations: 3, projects: 6, output });
    expect(JSON.parse(await readFile(output, 'utf8'))).toEqual(JSON.parse(ANSWER));
  });

  test('has deleted organizations only when asked for them', async () => {
    const table = await tables.create([encodeOrganization(buildOrganization({ deletedDate: daysFromNow(-1) }))]);
    connection[1] = table.name;
    expect((await run(['export'])).stdout).toBe('{"organizations":[],"success":true}');
    expect(await run(['export', '7'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Cannot export 7: no such organization'),
    });
    const deleted = (await run(['export', '--deleted', '7'])).stdout;
    const [organization] = JSON.parse(deleted).organizations;
    expect(organization.deletedDate).toBe(daysFromNow(-1));
    connection[1] = (await tables.create()).name;
    await run(['import'], deleted);
    expect((await run(['export', '--deleted'])).stdout).toBe(deleted);
  });
});

describe('`trials expire`', () => {
  beforeEach(async () => {
    const over = (id: number, days: number) =>
      encodeOrganization(buildOrganization({ id, trialId: id, trialExpiredDate: daysFromNow(days) }));
    connection[1] = (await tables.create([over(1, -31), over(2, -29), over(3, -400)])).name;
  });

  const trials = (outcome: string) => [
    { organizationId: 1, trialExpiredDate: daysFromNow(-31), outcome },
    { organizationId: 3, trialExpiredDate: daysFromNow(-400), outcome },
  ];

  test('in a dry run lists what is over', async () => {
    const { stdout } = await run(['--json', 'trials', 'expire', '--dry-run']);
    expect(JSON.parse(stdout)).toEqual({ dryRun: true, trials: trials('due') });
    expect(JSON.parse((await run(['--json', 'trials', 'expire', '--dry-run'])).stdout).trials).toHaveLength(2);
  });

  test('asks, and then deletes it, once', async () => {
    expect((await run(['trials', 'expire'])).status).toBe(1);
    expect(JSON.parse((await run(['--json', '--yes', 'trials', 'expire'])).stdout).trials).toEqual(trials('deleted'));
    expect(JSON.parse((await run(['--json', '--yes', 'trials', 'expire'])).stdout).trials).toEqual([]);
  });
});
