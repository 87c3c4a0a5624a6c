import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openDiskStore } from '../../../lib/cli/table-files/disk-store.ts';
import { claimFilesDirectory } from '../../../lib/cli/table-files/write-table-files.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeIdentity, encodeProject } from '../../../lib/table/encode.ts';
import { buildProject } from '../../support/build-records.ts';
import { adminView, answerOf, IMPORT_TIME } from '../../support/export-text.ts';
import { generateShape } from '../../support/generate-shape.ts';
import { operate } from '../../support/operate.ts';
import { readImportFiles } from '../../support/read-import-files.ts';

const ANSWER = answerOf(adminView(generateShape({ organizations: 1, users: 2, projects: 1, collaborators: 1 })));

const parent = mkdtempSync(join(tmpdir(), 'import-to-files-'));
afterAll(() => rmSync(parent, { recursive: true }));
let count = 0;
const nextPath = () => join(parent, String(++count));

const run = (directory: string, parameters: readonly string[] = [], input = ANSWER) =>
  operate(['import', '--to-files', directory, ...parameters], { input, now: IMPORT_TIME });

const modeOf = async (path: string) => ((await stat(path)).mode % 0o1000).toString(8);

describe('`import --to-files`', () => {
  test('makes a directory of files that are for their owner alone, the manifests beside the data', async () => {
    const directory = join(nextPath(), 'deep/er');
    expect(await run(directory)).toMatchObject({ status: 0, stderr: '' });
    expect((await readdir(directory)).toSorted()).toEqual(['data', 'manifest-files.json', 'manifest-summary.json']);
    expect(await readdir(join(directory, 'data'))).toEqual(['part-00001.json.gz']);
    const modes = ['', 'data', 'data/part-00001.json.gz', 'manifest-summary.json'].map((path) =>
      modeOf(join(directory, path)),
    );
    expect(await Promise.all(modes)).toEqual(['700', '700', '600', '600']);
    expect(JSON.parse(await readFile(join(directory, 'manifest-summary.json'), 'utf8'))).toMatchObject({
      itemCount: 6,
    });
  });

  test('makes the same files of the same input', async () => {
    const [one, other] = [nextPath(), nextPath()];
    await run(one);
    await run(other);
    const part = 'data/part-00001.json.gz';
    expect(await readFile(join(one, part))).toEqual(await readFile(join(other, part)));
  });

  test.each([
    [
      'a directory that is not empty',
      async (path: string) => {
        await mkdir(path);
        await writeFile(join(path, 'mine'), '');
      },
      /it is not empty\. Name a new directory\.$/m,
    ],
    ['a file', (path: string) => writeFile(path, ''), /it already exists\.$/m],
    ['a link that leads nowhere', (path: string) => symlink(`${path}-missing`, path), /^Cannot write .*\.$/m],
  ])('refuses %s, and leaves it as it was', async (_, prepare, sentence) => {
    const path = nextPath();
    await prepare(path);
    const before = await readdir(parent, { recursive: true });
    expect(await run(path)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(sentence) });
    expect(await readdir(parent, { recursive: true })).toEqual(before);
  });

  test.each([
    ['--prune', 'conflict|cannot be used'],
    ['--dry-run', 'cannot be used'],
    ['--overwrite-accounts', 'cannot be used'],
    ['--table=Organizations', '--to-files writes no table: leave --table out\\.'],
    ['--port=4801', 'leave --port out'],
    ['--table-key=alias/mine', 'It is the ARN of a KMS key'],
  ])('refuses %s beside it', async (option, sentence) => {
    const directory = nextPath();
    expect(await run(directory, [option])).toMatchObject({ status: 2, stderr: expect.stringMatching(sentence) });
    await expect(stat(directory)).rejects.toThrow('ENOENT');
  });

  test('leaves nothing where nothing can be imported, and where a file is missing', async () => {
    const directory = nextPath();
    const outcome = await run(directory, [], answerOf([]));
    expect(outcome).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('There is nothing to write'),
    });
    expect(await readdir(directory)).toEqual([]);
    for (const parameters of [['missing.json'], ['--identities', 'missing.ndjson']]) {
      const refused = await run(directory, parameters);
      expect(refused).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^Cannot read missing\.\w+: no such file/),
      });
      expect(await readdir(directory)).toEqual([]);
    }
  });

  test('links identities as `users link --from` does, and tells which it refuses', async () => {
    const [directory, identities] = [nextPath(), nextPath()];
    const identity = { issuer: 'https://login.example.com', claim: 'sub' };
    const line = (id: number, subject: string) => `${JSON.stringify({ id, ...identity, subject })}\n`;
    await writeFile(identities, [line(1, 'a'), line(2, 'b'), line(1, 'a'), line(2, 'a'), line(3, 'c'), 'x\n'].join(''));
    const { status, stdout, stderr } = await run(directory, ['--identities', identities, '--json']);
    expect([status, JSON.parse(stdout).identities]).toEqual([1, { linked: 2, unchanged: 1, refused: 3 }]);
    expect(stderr).toMatch(
      /^Line 4: .*user 1.*\nLine 5: There is no user 3\..*\nLine 6: .*\n3 lines of identities were refused\.\n$/,
    );
    const created = new Date(IMPORT_TIME).toISOString();
    const linked = readImportFiles(directory).filter(({ SK }) => SK?.S === 'IDENTITY');
    const wanted = [1, 2].map((userId) =>
      encodeIdentity({ userId, ...identity, value: userId === 1 ? 'a' : 'b', created }),
    );
    expect(linked).toHaveLength(2);
    expect(linked).toEqual(expect.arrayContaining(wanted));
    expect(await operate(['import', '--identities', identities], { input: ANSWER })).toMatchObject({ status: 2 });
  });

  test('prints commands that a shell reads as they are meant, whatever the directory is called', async () => {
    const directory = join(nextPath(), "it's $(odd)  here");
    const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd';
    const { stdout } = await run(directory, ['--json', '--table-key', key]);
    const commands: string[] = JSON.parse(stdout).steps.flatMap(({ commands }: { commands: string[] }) => commands);
    const programs = 'aws() { printf "%s\\n" "$@" >&2; }; npx() { aws "$@"; }; BUCKET="b"; TABLE="T-1"; IMPORT=';
    const wordsOf = (command: string) =>
      execFileSync('sh', ['-c', `{ ${programs}; ${command}; } 2>&1`], { encoding: 'utf8' })
        .trimEnd()
        .split('\n');
    expect(wordsOf(commands[0] ?? '')).toEqual(['s3', 'cp', join(directory, 'data'), 's3://b/T-1/', '--recursive']);
    const importing = wordsOf((commands[1] ?? '').replace(/^IMPORT=\$\((.*)\)$/, '$1'));
    expect(importing.slice(0, 8)).toEqual([
      ...['dynamodb', 'import-table', '--s3-bucket-source', 'S3Bucket=b,S3KeyPrefix=T-1/'],
      ...['--input-format', 'DYNAMODB_JSON', '--input-compression-type', 'GZIP'],
    ]);
    expect(JSON.parse(importing[9] ?? '')).toMatchObject({
      TableName: 'T-1',
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
    });
    expect(wordsOf(commands.at(-1) ?? '').slice(-8)).toEqual([
      ...['-c', 'existingTable=T-1', '-c', 'recordKeyUse=true', '-c', 'region=eu-west-1', '-c', `tableKey=${key}`],
    ]);
  });
});

describe('files for an import', () => {
  const itemOf = (id: number): Attributes => encodeProject(buildProject({ id }));
  const claim = async (directory: string, items: number, partBytes?: number) => {
    const [store, claimed] = [
      await openDiskStore(parent, parent),
      await claimFilesDirectory(directory, directory, partBytes),
    ];
    for (let id = 1; id <= items; id++) store.add(itemOf(id));
    return { store, claimed };
  };

  test('are several, if a part would be too large, and have every item once', async () => {
    const directory = nextPath();
    const { store, claimed } = await claim(directory, 15_000, 4_000_000);
    const { parts, items } = await claimed.write(store, new AbortController().signal);
    expect([parts > 1, items]).toEqual([true, 15_000]);
    const read = readImportFiles(directory);
    expect(new Set(read.map(({ SK }) => SK?.S)).size).toBe(15_000);
    // Not in the order in which they were added, by which one partition after the other would be busy
    expect(read[0]).not.toEqual(itemOf(1));
  });

  test('are gone, if their writing is interrupted', async () => {
    const directory = nextPath();
    const { store, claimed } = await claim(directory, 10);
    await expect(claimed.write(store, AbortSignal.abort(new Error('enough')))).rejects.toThrow();
    await claimed[Symbol.asyncDispose]();
    expect(await readdir(directory)).toEqual([]);
  });

  test('have no other name before all of them are written', async () => {
    const directory = nextPath();
    const { claimed } = await claim(directory, 0);
    expect(await readdir(directory)).toEqual([expect.stringMatching(/^\.[\w-]+\.unfinished$/)]);
    await expect(claimFilesDirectory(directory, 'DIR')).rejects.toThrow('Cannot write DIR: it is not empty.');
    await claimed[Symbol.asyncDispose]();
  });
});
