import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeApiKey, encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../lib/table/encode.ts';
import { buildApiKey, buildMember, buildOrganization, buildProject, buildUser } from '../support/build-records.ts';
import { type LocalApi, startLocalApi } from '../support/local-api.ts';
import { operate } from '../support/operate.ts';

const ORGANIZATION = 8300;
const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const inDays = (days: number) => new Date(NOW + days * DAY_MS).toISOString();
const hash = (digit: string) => digit.repeat(64);

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
  await api.put(
    encodeOrganization(buildOrganization({ id: ORGANIZATION, name: 'Acme' })),
    encodeOrganization(buildOrganization({ id: 8301, deletedDate: inDays(-1) })),
    encodeUser(buildUser({ id: 8310, username: 'ada-8310', email: 'Ada.8310@Example.com' })),
    encodeUser(buildUser({ id: 8311, disabled: true })),
    encodeUser(buildUser({ id: 8312, activated: false })),
    ...[8310, 8311, 8312, 8313].map((userId) =>
      encodeMember(buildMember({ organizationId: ORGANIZATION, userId, role: userId === 8310 ? 'admin' : 'guest' })),
    ),
    ...Array.from({ length: 7 }, (_, index) =>
      encodeProject(buildProject({ organizationId: ORGANIZATION, id: index + 1 })),
    ),
    ...[
      { hash: hash('a'), keyId: 1, expiresAt: Date.parse(inDays(10)) / 1000, created: inDays(-200) },
      { hash: hash('b'), keyId: 2, created: inDays(-200), lastUsed: inDays(-1) },
      { hash: hash('c'), keyId: 3, revoked: inDays(-1) },
    ].map((key) => encodeApiKey(buildApiKey({ organizationId: ORGANIZATION, ...key }))),
  );
});
afterAll(() => api.close());

const run = async (...parameters: readonly string[]) => {
  const outcome = await operate([...parameters, '--port', new URL(api.stack.url).port], { now: NOW });
  expect(outcome.status, outcome.stderr).toBe(0);
  return outcome;
};
const json = async (...parameters: readonly string[]) => JSON.parse((await run(...parameters, '--json')).stdout);

describe('an organization is shown', () => {
  test('with its members, whether each can get in, and its keys', async () => {
    expect(await json('organizations', 'show', String(ORGANIZATION))).toMatchObject({
      ...{ id: ORGANIZATION, name: 'Acme', state: 'active' },
      members: [
        { id: 8310, role: 'admin', access: 'yes', email: 'Ada.8310@Example.com' },
        { id: 8311, role: 'guest', access: 'disabled' },
        { id: 8312, role: 'guest', access: 'not activated' },
        { id: 8313, role: 'guest', access: 'no such user' },
      ],
      keys: [
        { id: 1, state: 'valid' },
        { id: 2, state: 'valid' },
        { id: 3, state: 'revoked' },
      ],
    });
    const { stdout } = await run('organizations', 'show', String(ORGANIZATION));
    expect(stdout).toMatch(/^8311 +guest +disabled/m);
    expect(stdout).not.toContain(hash('a'));
  });

  test('also when it is deleted, and refused when there is none', async () => {
    expect(await json('organizations', 'show', '8301')).toMatchObject({ state: `deleted ${inDays(-1)}` });
    expect(await operate(['organizations', 'show', '8399', '--port', new URL(api.stack.url).port])).toMatchObject({
      status: 1,
      stderr: 'There is no organization 8399.\n',
    });
  });
});

describe('a list', () => {
  test.each([
    [
      ['projects', 'list', String(ORGANIZATION)],
      [1, 2, 3, 4, 5, 6, 7],
    ],
    [
      ['organizations', 'list'],
      [ORGANIZATION, 8301],
    ],
    [
      ['users', 'list'],
      [8310, 8311, 8312],
    ],
  ])('%j has each item once over its pages, and as lines', async (command, ids) => {
    const found: number[] = [];
    for (let after: string[] = [], pages = 1; ; pages++) {
      const { items, next } = await json(...command, '--limit', '2', ...after);
      found.push(...items.map(({ id }: { id: number }) => id));
      if (next === undefined) break;
      expect(items).toHaveLength(2);
      expect(pages).toBeLessThan(1000);
      after = ['--after', next];
    }
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(ids));
    const lines = (await run(...command, '--ndjson')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(found);
  });

  test('says how to go on', async () => {
    const { stdout, stderr } = await run('projects', 'list', String(ORGANIZATION), '--limit', '3');
    expect(stdout.trimEnd().split('\n')).toHaveLength(4);
    expect(stderr).toMatch(/^There are more: --after \S+\n$/);
  });
});

test.each(['8310', 'ADA-8310', 'ada.8310@example.com'])('a user is found by %s', async (text) => {
  expect((await json('users', 'find', text)).items).toMatchObject([{ id: 8310, username: 'ada-8310' }]);
});

test('a search that finds no user says what is searched', async () => {
  const { stdout, stderr } = await run('users', 'find', 'ada');
  expect(stdout).toBe('None.\n');
  expect(stderr).toMatch(/^Give the complete id, e-mail address or username; /);
});

describe('keys of all organizations', () => {
  const idsOf = async (...options: readonly string[]) =>
    (await json('keys', 'list', '--all', ...options))
      .filter(({ organization }: { organization: number }) => organization === ORGANIZATION)
      .map(({ id }: { id: number }) => id);

  test('are listed, and those that expire soon or are not used', async () => {
    expect(await idsOf()).toEqual([1, 2, 3]);
    expect(await idsOf('--expiring', '30d')).toEqual([1]);
    expect(await idsOf('--expiring', '5d')).toEqual([]);
    expect(await idsOf('--unused', '90d')).toEqual([1]);
  });

  test('have a line each on a terminal of 80 columns', async () => {
    const { stdout } = await operate(['keys', 'list', '--all', '--port', new URL(api.stack.url).port], { columns: 80 });
    expect(stdout).toMatch(/^org +id +name +role +state +created +expires +last used\n/);
    expect(stdout).toMatch(/^42 +502 +Dashboard +member +valid +2023-06-01 +2100-01-01 +–$/m);
  });
});
