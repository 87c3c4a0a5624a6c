/** What each stream holds, and with which status a command ends: scripts read both. */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { getItem } from '../../../lib/table/get.ts';
import { memberKey, organizationKey } from '../../../lib/table/keys.ts';
import {
  buildApiKey,
  buildMember,
  buildOrganization,
  buildUser,
  daysFromNow,
  NOW,
} from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';
import { operate } from '../../support/operate.ts';
import { range } from '../../support/organizations-of-user.ts';

const { table, put } = await startMemoryTable();
let connection: string[];

const ORGANIZATION = buildOrganization({ id: 7 });

const DAY_SECONDS = 24 * 60 * 60;
const KEYS = [
  { keyId: 1, expiresAt: NOW / 1000 + DAY_SECONDS, created: daysFromNow(-100), lastUsed: daysFromNow(-1) },
  { keyId: 2, expiresAt: NOW / 1000 + DAY_SECONDS + 1, created: daysFromNow(-100), lastUsed: daysFromNow(-9) },
  { keyId: 3, expiresAt: NOW / 1000, created: daysFromNow(-100) },
  { keyId: 4, revoked: daysFromNow(-1), created: daysFromNow(-100) },
  { keyId: 5, created: daysFromNow(-9) },
].map((key) =>
  buildApiKey({ ...key, organizationId: 2, name: `key ${key.keyId}`, hash: String(key.keyId).repeat(64) }),
);

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  const { hostname, port } = (await table.client.config.endpoint?.()) ?? {};
  connection = ['--table', table.name, '--endpoint', `http://${hostname}:${port}`, '--region', 'local'];
  await put(
    ...encodeRecords({
      organizations: [
        buildOrganization({ id: 1, name: 'One\u001b[2J\u202eowt' }),
        buildOrganization({ id: 2 }),
        buildOrganization({ id: 3, deletedDate: daysFromNow(-1) }),
        buildOrganization({ id: 4, trialId: 4, trialExpiredDate: daysFromNow(-40) }),
      ],
      members: [1, 2].map((organizationId) => buildMember({ organizationId, userId: 1, role: 'admin' })),
      projects: [],
      users: range(1, 5).map((id) => buildUser({ id })),
      keys: KEYS,
    }),
  );
});

const run = (...parameters: readonly string[]) => operate([...connection, ...parameters], { now: NOW });
const withInput = (input: string, ...parameters: readonly string[]) =>
  operate([...connection, ...parameters], { now: NOW, input });
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

describe('an issued key', () => {
  const ISSUE = ['keys', 'issue', '--organization', '1', '--name', 'CI', '--role', 'admin'];

  test('stands alone on standard output, and what is said about it beside', async () => {
    const { status, stdout, stderr } = await run(...ISSUE);
    expect([status, linesOf(stdout)]).toEqual([0, [expect.stringMatching(/^ei_org_\w{46}$/)]]);
    expect(stderr).toMatch(
      /^In table Organizations, .+:\nKey \d+ \(CI\) of organization 1: admin, expires never\. It is/,
    );
  });

  test('is one document with --json, and its stored form has no secret', async () => {
    const { stdout, stderr } = await run('--json', ...ISSUE);
    expect(linesOf(stdout)).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ organization: 1, key: expect.stringMatching(/^ei_org_/) });
    expect(linesOf(stderr)).toHaveLength(1);
    expect((await run('keys', 'list', '--organization', '1')).stdout).not.toMatch(/ei_/);
  });

  test('that the customer brought is not repeated', async () => {
    const own = 'ei_a-key-of-the-customers-own-choice-1234';
    const { stdout, stderr } = await withInput(`${own}\n`, ...ISSUE, '--key-stdin');
    expect(stdout + stderr).not.toContain(own);
    expect(stdout).toMatch(/^Key \d+ \(CI\) of organization 1/);
  });
});

describe('keys are listed', () => {
  const listed = async (...options: readonly string[]) => {
    const { stdout } = await run('--json', 'keys', 'list', '--organization', '2', ...options);
    return JSON.parse(stdout).map(({ id, state }: { id: number; state: string }) => [id, state]);
  };

  test('with their states, at the very second in which one ends', async () => {
    const states = ['valid', 'valid', 'expired', 'revoked', 'valid'];
    expect(await listed()).toEqual(states.map((state, index) => [index + 1, state]));
  });

  test('if they end within a time, the last moment included', async () => {
    expect(await listed('--expiring', '1d')).toEqual([[1, 'valid']]);
  });

  test('if they were not used for a time, which begins with their creation', async () => {
    const unused = [2, 5].map((id) => [id, 'valid']);
    expect(await listed('--unused', '9d')).toEqual(unused);
    expect(await listed('--unused', '10d')).toEqual([]);
  });
});

test('a page of a list has so many lines, and says how to go on', async () => {
  const first = await run('users', 'list', '--limit', '2');
  expect(linesOf(first.stdout)).toHaveLength(3);
  const [, after = ''] = first.stderr.match(/^There are more: --after (\S+)\n$/) ?? [];
  const rest = await run('users', 'list', '--limit', '3', '--after', after);
  expect([linesOf(rest.stdout).length, rest.stderr]).toEqual([4, '']);
  const lines = linesOf((await run('users', 'list', '--ndjson')).stdout).map((line) => JSON.parse(line).id);
  expect(lines.toSorted()).toEqual([1, 2, 3, 4, 5]);
});

test('a stored name never reaches the terminal as it is', async () => {
  for (const command of [
    ['organizations', 'list'],
    ['organizations', 'show', '1'],
    ['--json', 'organizations', 'list'],
  ]) {
    const { stdout } = await run(...command);
    expect(stdout).toContain('One');
    for (const character of ['\u001b', '\u202e']) expect(stdout).not.toContain(character);
  }
});

describe('what cannot be undone', () => {
  test.each([
    ['organizations', 'delete', '2'],
    ['trials', 'expire'],
    ['keys', 'revoke', '1', '--organization', '2'],
    ['organizations', 'remove-member', '2', '1'],
  ])('is not done without a terminal to ask on: %s %s', async (...command) => {
    const { status, stdout, stderr } = await run(...command);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('No terminal to ask on. Repeat with --yes to confirm.');
    expect((await getItem(table, organizationKey(2)))?.['deletedDate']).toBeUndefined();
    expect((await getItem(table, organizationKey(4)))?.['deletedDate']).toBeUndefined();
    expect(await getItem(table, memberKey(2, 1))).toBeDefined();
  });

  test('is told in a dry run, and not done', async () => {
    const { status, stdout } = await run('--json', 'trials', 'expire', '--dry-run');
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { dryRun: true, trials: [{ organizationId: 4 }] }]);
    expect((await getItem(table, organizationKey(4)))?.['deletedDate']).toBeUndefined();
  });
});

describe('an import', () => {
  const line = JSON.stringify({ ...ORGANIZATION, users: [], projects: [] });

  test('takes an organization once of each input, and says which was there before', async () => {
    const { status, stdout, stderr } = await withInput(`${line}\n${line}\n`, '--json', 'import', '--dry-run');
    expect([status, JSON.parse(stdout)]).toMatchObject([1, { organizations: { created: 1, rejected: 1 } }]);
    expect(stderr).toContain('line 2: id: organization 7 is already in this input');
  });
});

describe('an export', () => {
  const idsIn = (text: string) => JSON.parse(text).organizations.map(({ id }: { id: number }) => id);

  test('to standard output is one answer, and what is said about it beside', async () => {
    const { status, stdout, stderr } = await run('export', '2', '1');
    expect([status, idsIn(stdout), stderr]).toEqual([0, [1, 2], 'Exported 2 organizations with 0 projects.\n']);
  });

  test('has what is deleted or over only where that is asked for', async () => {
    expect(idsIn((await run('export')).stdout)).toEqual([1, 2]);
    expect(idsIn((await run('export', '--deleted')).stdout)).toEqual([1, 2, 3, 4]);
    const { status, stdout, stderr } = await run('export', '3', '1');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Cannot export 3: no such organization, or it is deleted');
  });

  test('is imported in a dry run without a change, with one document on standard output', async () => {
    const { stdout } = await run('export', '--ndjson', '2');
    const renamed = stdout.replace('"name":"Acme Sensors"', '"name":"Renamed"');
    const broken = '{"id":8,"name":7}\n';
    const result = await withInput(renamed + broken, '--json', 'import', '--dry-run');
    expect([result.status, linesOf(result.stdout).length]).toEqual([1, 1]);
    expect(JSON.parse(result.stdout)).toMatchObject({ dryRun: true, organizations: { updated: 1, rejected: 1 } });
    expect(result.stderr).toContain('1 broken organizations were left out.');
    expect((await getItem(table, organizationKey(2)))?.['name']?.S).toBe('Acme Sensors');
  });
});
