import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser, NOW } from '../../support/build-records.ts';
import { operate } from '../../support/operate.ts';
import { linesOfItems, writeTableExport } from '../../support/write-table-export.ts';

const ITEMS = [
  ...encodeRecords({
    organizations: [buildOrganization()],
    members: [buildMember()],
    projects: [buildProject({ collaborators: [{ userId: 1, isOwner: true }] })],
    users: [buildUser()],
  }),
];

const parent = mkdtempSync(join(tmpdir(), 'read-table-files-'));
afterAll(() => rmSync(parent, { recursive: true }));

let count = 0;
let directory: string;
beforeEach(async () => {
  directory = join(parent, String(++count));
  await writeTableExport(directory, [ITEMS.slice(0, 2), [], ITEMS.slice(2)]);
});

const run = (...parameters: readonly string[]) =>
  operate(['export', '--from-files', directory, ...parameters], { now: NOW });

const pathOf = (file: string) => join(directory, file);
const md5 = (bytes: Buffer | string) => createHash('md5').update(bytes).digest('base64');

/** Changes a text file, and the checksum that lies beside it. */
const edit = async (file: string, change: (text: string) => string) => {
  const text = change(await readFile(pathOf(file), 'utf8'));
  await writeFile(pathOf(file), text);
  await writeFile(pathOf(file.replace('.json', '.checksum')), md5(text));
};

/** Replaces the first part and what the manifest says of it. */
const replacePart = async (bytes: Buffer, itemCount = 2) => {
  const [name = ''] = (await readdir(pathOf('data'))).toSorted();
  await writeFile(pathOf(`data/${name}`), bytes);
  await edit('manifest-files.json', (text) => {
    const [first = '', ...others] = text.split('\n');
    const { etag, ...part } = JSON.parse(first);
    return [JSON.stringify({ ...part, itemCount, md5Checksum: md5(bytes) }), ...others].join('\n');
  });
};

const firstPart = async () => pathOf(`data/${(await readdir(pathOf('data'))).toSorted()[0]}`);
const partOf = (...items: readonly object[]) => gzipSync(linesOfItems(items));
const [FIRST, SECOND, THIRD] = ITEMS;

const FAULTS: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
  [
    'no directory',
    () => rm(directory, { recursive: true }),
    /it has no manifest-summary\.json\. Name the directory of one/,
  ],
  ['no summary', () => rm(pathOf('manifest-summary.json')), /it has no manifest-summary\.json/],
  ['no list of parts', () => rm(pathOf('manifest-files.json')), /it has no manifest-files\.json/],
  [
    'an empty summary',
    () => edit('manifest-summary.json', () => ''),
    /manifest-summary\.json is incomplete or damaged/,
  ],
  [
    'half a list of parts',
    () => edit('manifest-files.json', (text) => text.slice(0, -20)),
    /manifest-files\.json is incomplete/,
  ],
  [
    'a list without the last part',
    () => edit('manifest-files.json', (text) => text.split('\n').slice(0, 2).join('\n')),
    /has parts of 2 items, and manifest-summary\.json says 4/,
  ],
  [
    'a manifest that is not as its checksum says',
    () => writeFile(pathOf('manifest-files.checksum'), md5('')),
    /manifest-files\.json is damaged/,
  ],
  [
    'an incremental export',
    () => writeTableExport(directory, [ITEMS], { exportType: 'INCREMENTAL_EXPORT' }),
    /an incremental export/,
  ],
  [
    'an export in Ion',
    () => writeTableExport(directory, [ITEMS], { outputFormat: 'ION' }),
    /the format ION\. Export as DYNAMODB_JSON/,
  ],
  ['a part that is missing', async () => rm(await firstPart()), /data\/bafy.*0\.json\.gz: no such file/],
  [
    'a part that is a directory',
    async () => {
      const path = await firstPart();
      await rm(path);
      await mkdir(path);
    },
    /it is a directory/,
  ],
  [
    'a part that is cut off',
    async () => truncate(await firstPart(), 100),
    /0\.json\.gz: it is damaged or incomplete\./,
  ],
  ['an empty part that should have items', async () => truncate(await firstPart(), 0), /it is damaged or incomplete\./],
  ['a part that is no gzip', async () => writeFile(await firstPart(), 'text'), /it is damaged or incomplete\./],
  [
    'a part with other items of the same number',
    async () => writeFile(await firstPart(), partOf({ ...FIRST, name: { S: 'Other' } }, SECOND ?? {})),
    /it is damaged or incomplete\./,
  ],
  [
    'a part whose upload was another',
    () => edit('manifest-files.json', (text) => text.replace(/"etag":"[^"]+"/, `"etag":"${'0'.repeat(32)}-1"`)),
    /it is damaged or incomplete\./,
  ],
  [
    'a part with fewer items than the manifest says',
    () => replacePart(partOf(FIRST ?? {})),
    /it has 1 items, and the manifest says 2/,
  ],
  [
    'a line that is no JSON',
    () => replacePart(gzipSync(`${linesOfItems([FIRST ?? {}])}{"Item":{\n`)),
    /line 2 is not an item of this table/,
  ],
  [
    'an item without a key',
    () => replacePart(partOf({ PK: { S: 'ORG#1' } }, SECOND ?? {})),
    /line 1 is not an item of this table/,
  ],
  ['an endless line', () => replacePart(gzipSync(Buffer.alloc(30_000_000, 'x'))), /it is damaged or incomplete\./],
  ['an item in two parts', () => replacePart(partOf(FIRST ?? {}, THIRD ?? {})), /two of its items have the same key/],
  [
    'a part somewhere else',
    () => edit('manifest-files.json', (text) => text.replace(/data\/bafy[^"]+/, 'data/../../secret')),
    /manifest-files\.json names a part that cannot be one/,
  ],
  [
    'a part twice',
    () => edit('manifest-files.json', (text) => text.replaceAll(/abn1/g, 'abn0')),
    /names a part that cannot be one/,
  ],
];

describe('`export --from-files`', () => {
  test.each(FAULTS)('refuses %s in a sentence, and leaves the output as it was', async (_, damage, sentence) => {
    await damage();
    const output = join(parent, `${count}.json`);
    await writeFile(output, 'before');
    const outcome = await run('--output', output);
    expect(outcome).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(sentence) });
    expect(outcome.stderr).toMatch(/^Cannot read .*\.\n$/);
    expect(await readFile(output, 'utf8')).toBe('before');
    expect(await run()).toMatchObject({ status: 1, stdout: '' });
  });

  test('takes parts of no items, be they empty files or gzip of nothing, and manifests without checksums', async () => {
    const { stdout } = await run();
    expect(JSON.parse(stdout)).toMatchObject({
      organizations: [{ id: 7, users: [{ id: 1 }], projects: [{ id: 100 }] }],
      success: true,
    });
    const empty = Buffer.alloc(0);
    await writeFile(pathOf('data/empty.json.gz'), empty);
    const line = {
      itemCount: 0,
      md5Checksum: md5(empty),
      etag: 'd41d8cd98f00b204e9800998ecf8427e',
      dataFileS3Key: 'data/empty.json.gz',
    };
    await edit('manifest-files.json', (text) => `${text}${JSON.stringify(line)}\n`);
    await rm(pathOf('manifest-summary.checksum'));
    await rm(pathOf('manifest-files.checksum'));
    expect((await run()).stdout).toBe(stdout);
  });

  test('gives sets, bytes and numbers as an export of the table does', async () => {
    const metadata = {
      M: {
        set: { SS: ['a'] },
        none: { SS: [] },
        numbers: { NS: ['1', '2.50'] },
        bytes: { B: 'AAE=' },
        sep: { S: 'a\u2028b' },
      },
    };
    const items: Attributes[] = ITEMS.map(
      (item): Attributes => ('metadata' in item ? { ...item, metadata: JSON.parse(JSON.stringify(metadata)) } : item),
    );
    await writeTableExport(directory, [items]);
    expect((await run()).stdout).toContain(
      '"metadata":{"set":["a"],"none":[],"numbers":[1,2.50],"bytes":"AAE=","sep":"a\u2028b"}',
    );
  });

  test('takes ids, --deleted and --ndjson, and refuses a table beside it', async () => {
    expect(await run('8')).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('Cannot export 8') });
    expect(JSON.parse((await run('7', '--ndjson')).stdout)).toMatchObject({ id: 7 });
    expect(await run('--table', 'Organizations')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--from-files reads no table: leave --table out.'),
    });
  });
});

describe('`check --from-files`', () => {
  const check = (...parameters: readonly string[]) =>
    operate(['check', '--from-files', directory, ...parameters], { now: NOW });

  test('checks the items of an export, and never calls a damaged one whole', async () => {
    expect(await check()).toMatchObject({ status: 1, stdout: expect.stringContaining('admin') });
    await writeTableExport(directory, [ITEMS.filter((item) => item !== ITEMS[3])]);
    expect((await check()).stdout).toContain('PROJECT#0000000000000100');
    await rm(await firstPart());
    expect(await check()).toMatchObject({ status: 1, stderr: expect.stringContaining('no such file') });
    for (const option of ['7', '--fix', '--table=Organizations'])
      expect(await check(option)).toMatchObject({ status: 2 });
  });
});
