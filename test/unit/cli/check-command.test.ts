import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../../lib/cli/run-cli.ts';
import { sampleData } from '../../../lib/local/sample-data.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeMember, encodeProject, encodeUser } from '../../../lib/table/encode.ts';
import { getItem } from '../../../lib/table/get.ts';
import { keyOf } from '../../../lib/table/keys.ts';
import { buildMember, buildProject, buildUser, NOW } from '../../support/build-records.ts';
import { emptyTable, healthyItems, without } from '../../support/check-table.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const { table, put } = await startMemoryTable();
const sample = await startMemoryTable();
beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  await emptyTable(table);
  await put(...healthyItems());
});

/** Runs `check`, on a terminal of 80 columns if it is asked to. */
const check = async (parameters: readonly string[] = [], { isTerminal = false, client = table.client } = {}) => {
  const { hostname, port } = (await client.config.endpoint?.()) ?? { hostname: '', port: 0 };
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { columns: 80 })];
  const output = Promise.all([text(stdout), text(stderr)]);
  const terminal = { stdin: Readable.from([]), stdout, stderr, isInteractive: isTerminal };
  const connection = ['--table', table.name, '--endpoint', `http://${hostname}:${port}`, '--region', 'x'];
  const columns = isTerminal ? { columns: 80 } : {};
  const status = await runCli(['check', ...parameters, ...connection], { ...terminal, ...columns }, () => NOW);
  stdout.end();
  stderr.end();
  const [out, err] = await output;
  return { status, stdout: out, stderr: err };
};

const member = encodeMember(buildMember({ role: 'admin' }));
const misplaced = { ...member, GSI1SK: { S: 'elsewhere' } };
const nameless = without(encodeUser(buildUser()), 'name');

describe('check', () => {
  test('succeeds when nothing is broken', async () => {
    expect(await check()).toEqual({ status: 0, stdout: 'Checked 6 items; none is broken.\n', stderr: '' });
    expect(await check(['7'])).toMatchObject({ status: 0, stdout: 'Checked 5 items; none is broken.\n' });
  });

  test('finds nothing in the sample data', async () => {
    await sample.put(...sampleData({ now: NOW }).items);
    expect(await check([], { client: sample.table.client })).toMatchObject({ status: 0, stderr: '' });
  });

  test('names what is broken by key, attribute and reason, and fails', async () => {
    await put(nameless, misplaced, { PK: { S: 'NOTE' }, SK: { S: '1' } });
    const { status, stdout, stderr } = await check();
    expect(status).toBe(1);
    expect(stdout).toContain('USER#0000000000000001/USER\n  name is not present\n');
    expect(stdout).toContain(
      'ORG#0000000000000007/MEMBER#0000000000000001\n  GSI1SK is wrong, so the index has the item in the wrong place (--fix mends it)\n',
    );
    expect(stdout).toContain('NOTE/1\n  the item is no item of ours by its key\n');
    expect(stdout).toMatch(/^unknown-item +broken +1$/m);
    expect(stderr).toBe('3 faults in 7 items. --fix mends 1 of them.\n');
  });

  test('warns of large items, and does not fail', async () => {
    await put(encodeProject(buildProject({ description: 'd'.repeat(330 * 1024) })));
    const { status, stdout } = await check();
    expect(status).toBe(0);
    expect(stdout).toContain('warning: the item has 331 of the 400 KB that an item can have\n');
  });

  test('prints one JSON document', async () => {
    const empty = { broken: 0, warnings: 0, mended: 0, mendable: 0, items: 6, dryRun: false, complete: true };
    expect(JSON.parse((await check(['--json'])).stdout)).toEqual({ findings: [], ...empty });
    await put(nameless);
    const { status, stdout } = await check(['--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      findings: [
        {
          ...{ PK: 'USER#0000000000000001', SK: 'USER', kind: 'schema', severity: 'broken' },
          ...{ attribute: 'name', reason: 'is not present', mending: 'undecided' },
        },
      ],
      ...{ ...empty, broken: 1 },
    });
  });

  test('of one organization finds what belongs to it, and refuses one that does not exist', async () => {
    await put(nameless, { ...member, PK: { S: 'ORG#0000000000000008' } });
    expect((await check(['7'])).stdout).toMatch(/^USER#0000000000000001\/USER\n {2}name is not present\n\n/);
    expect(await check(['9'])).toMatchObject({ status: 1, stderr: 'There is no organization 9.\n' });
  });
});

describe('check --fix', () => {
  test('mends index keys, says where, and fails only for what is left', async () => {
    await put(misplaced);
    const { status, stdout, stderr } = await check(['--fix']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^In table Organizations, .*:\n$/) });
    expect(stdout).toContain('(mended)');
    expect(stdout).toContain('Checked 6 items; none is broken; 1 fault is mended.\n');
    expect(await getItem(table, keyOf(member))).toEqual(member);
    await put(misplaced, nameless);
    expect(await check(['--fix'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('1 fault in 6 items; 1 fault is mended.'),
    });
  });

  test('with --dry-run changes nothing, and fails as before', async () => {
    await put(misplaced);
    const { status, stdout } = await check(['--fix', '--dry-run', '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ mending: 'would be mended' }], dryRun: true });
    expect(await getItem(table, keyOf(member))).toEqual(misplaced);
    expect(await check(['--dry-run'])).toMatchObject({ status: 2 });
  });
});

describe('whatever the table holds', () => {
  const odd = 'ORG#\u001b[2J\n\u009b\u202eevil';
  const unprintable = /(?!\n)[\p{Cc}\u202e]/u;

  test('keys move no cursor, and a line is no longer than the terminal', async () => {
    await put({ PK: { S: odd }, SK: { S: 'x'.repeat(300) } }, { PK: { S: `KEY#${'a'.repeat(64)}` }, SK: { S: 'KEY' } });
    const { stdout, stderr } = await check([], { isTerminal: true });
    expect(stdout).not.toMatch(unprintable);
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(stdout).toContain('ORG#�[2J���evil/xxx');
    for (const line of stderr.split('\r\u001b[2K')) expect(line.length).toBeLessThanOrEqual(80);
    const json = (await check(['--json'])).stdout;
    expect(json.trimEnd()).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(JSON.parse(json).findings).toContainEqual(expect.objectContaining({ PK: odd }));
  });

  test('hundreds of broken items are each reported once', async () => {
    const broken: Attributes[] = Array.from({ length: 300 }, (_, id) => ({
      ...without(encodeProject(buildProject({ id })), 'name'),
    }));
    await put(...broken);
    const { findings, broken: count } = JSON.parse((await check(['--json'])).stdout);
    expect(count).toBe(300);
    expect(new Set(findings.map(({ SK }: { SK: string }) => SK)).size).toBe(300);
  });
});
