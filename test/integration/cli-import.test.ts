import { EdgeImpulseApi } from 'edge-impulse-api';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod/mini';
import { answerSchema, organizationSchema } from '../../lib/contract/model.ts';
import { sampleData } from '../../lib/local/sample-data.ts';
import { startLocalStack } from '../../lib/local/stack.ts';
import { createLocalClient } from '../../lib/local/table.ts';
import { overwriteOrganization } from '../../lib/organizations/overwrite.ts';
import type { Table } from '../../lib/table/call.ts';
import { createOrChangeItem } from '../../lib/table/change.ts';
import { encodeOrganization, encodeRecords, encodeUser, type Records } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { decodeOrganization, decodeUserProfile } from '../../lib/table/items.ts';
import { memberKey, organizationKey, projectKey, userKey } from '../../lib/table/keys.ts';
import { deleteItem, updateItem } from '../../lib/table/update.ts';
import { buildMember, buildOrganization, buildProject, buildUser, NOW } from '../support/build-records.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { adminView, answerOf, exportText, importText, linesOf } from '../support/export-text.ts';
import { generateShape } from '../support/generate-shape.ts';
import { listAll } from '../support/list-all.ts';
import { startTableProxy } from '../support/table-proxy.ts';
import { typeErrorsOf } from '../support/type-errors.ts';

const SHAPE = generateShape({ organizations: 6, users: 4, projects: 5, collaborators: 3 });
const ORGANIZATIONS = adminView(SHAPE);

const resources = new AsyncDisposableStack();
let tables: Awaited<ReturnType<typeof startEmptyTables>>;
beforeAll(async () => {
  tables = await startEmptyTables(inject('assembly'), resources);
});
afterAll(() => resources.disposeAsync());

const RECORDS: Records = {
  organizations: [buildOrganization()],
  users: [buildUser({ id: 1 }), buildUser({ id: 2 })],
  members: [buildMember({ userId: 1, role: 'admin' }), buildMember({ userId: 2 })],
  projects: [buildProject({ id: 100, collaborators: [{ userId: 2, isOwner: true }] })],
};
const [ORGANIZATION = {}] = adminView(RECORDS);

/** The organization of `RECORDS` with other fields. */
const changed = (fields: object): string => answerOf([{ ...ORGANIZATION, ...fields }]);

const withUser = (fields: object, id = 2) =>
  adminView({ ...RECORDS, users: RECORDS.users.map((user) => (user.id === id ? { ...user, ...fields } : user)) })[0] ??
  {};

const read = async (table: Table, key: Parameters<typeof getItem>[1]) => {
  const item = await getItem(table, key);
  if (item === undefined) throw new Error(`there is no item ${key.PK}/${key.SK}`);
  return item;
};

const parse = (text: string) => z.parse(answerSchema, JSON.parse(text)).organizations;

describe('an export', () => {
  test('of the sample data is what its records say', async () => {
    const records = sampleData({ now: NOW });
    const table = await tables.create(records.items);
    const { keys: _, ...others } = records;
    expect(parse(await exportText(table, false))).toEqual(adminView(others));
    const all = parse(await exportText(table));
    expect(all.map(({ id }) => id)).toEqual(records.organizations.map(({ id }) => id).toSorted((a, b) => a - b));
  });

  test('of no organization is an answer all the same', async () => {
    expect(await exportText(await tables.create())).toBe('{"organizations":[],"success":true}');
  });

  test('comes out of an empty table, after it was imported, byte for byte', async () => {
    const before = await exportText(await tables.create(sampleData().items));
    const table = await tables.create();
    const { report, rejected, incomplete } = await importText(table, before);
    expect([rejected, incomplete]).toEqual([[], []]);
    expect(report.projects).toEqual({ created: 328, updated: 0, unchanged: 0, deleted: 0 });
    expect(await exportText(table)).toBe(before);
  });

  test('that fails on its way does not look complete', async () => {
    const table = await tables.create(encodeRecords(SHAPE));
    await deleteItem(table, userKey(9));
    let text = '';
    await expect(async () => {
      for await (const chunk of (await import('../../lib/cli/export/export-organizations.ts')).exportOrganizations(
        table,
        { ids: [], withDeleted: true, format: 'json', now: NOW },
        { organizations: 0, projects: 0 },
      ))
        text += chunk;
    }).rejects.toThrow('USER#0000000000000009');
    expect(JSON.parse(text).success).toBe(false);
  });
});

describe('an answer', () => {
  test('of the official client is imported as it is, and an export is what the client expects', async () => {
    await using stack = await startLocalStackForTest();
    const client = new EdgeImpulseApi({ endpoint: stack.url });
    const apiKey = stack.credentials.find(({ kind }) => kind === 'key')?.value ?? '';
    await client.authenticate({ method: 'apiKey', apiKey });
    const answer = await client.organizations.listOrganizations();
    const table = await tables.create();
    const { report, rejected } = await importText(table, JSON.stringify(answer));
    expect([report.organizations.created, rejected]).toEqual([1, []]);
    const dates = (text: string) =>
      text.replaceAll(/"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g, (date) => `"${Date.parse(JSON.parse(date))}"`);
    expect(JSON.parse(dates(await exportText(table)))).toEqual(JSON.parse(dates(JSON.stringify(answer))));
    const withDates = JSON.parse(await exportText(table), (name, value) =>
      /^(created|added|last\w+|trial\w+Date|contractStartDate)$/.test(name) && /^\d{4}-/.test(value)
        ? new Date(value)
        : value,
    );
    expect(await typeErrorsOf([withDates])).toBe('');
  });

  test('for a member takes away nothing that a member does not see', async () => {
    const secrets = { permissions: ['a:b'], stripeCustomerId: 'cus_1', hasPendingPayments: true };
    const table = await tables.create(
      encodeRecords({ ...RECORDS, users: [buildUser({ id: 1, ...secrets }), buildUser({ id: 2 })] }),
    );
    const before = await exportText(table);
    const asMember = await listAll(table, { principalKind: 'user', userId: 2 });
    expect(JSON.stringify(asMember)).not.toContain('cus_1');
    const { report } = await importText(table, JSON.stringify({ organizations: asMember, success: true }));
    expect(report.users).toEqual({ created: 0, updated: 0, unchanged: 2 });
    expect(await exportText(table)).toBe(before);
  });

  test('without projects says nothing of projects, even when pruning', async () => {
    const table = await tables.create(encodeRecords(RECORDS));
    const before = await exportText(table);
    const { projects: _, ...organization } = z.parse(organizationSchema, ORGANIZATION);
    await importText(table, answerOf([organization]), { prune: true });
    expect(await exportText(table)).toBe(before);
  });
});

describe('an import', () => {
  test('a second time changes nothing and writes nothing', async () => {
    const proxy = await startTableProxy();
    try {
      const table = await tables.create();
      proxy.upstream = tables.url;
      const watched = { ...table, client: createLocalClient(proxy.url) };
      await importText(watched, answerOf(ORGANIZATIONS));
      proxy.reset();
      const { report } = await importText(watched, linesOf(ORGANIZATIONS));
      expect(new Set(proxy.requests.map(({ operation }) => operation))).toEqual(
        new Set(['GetItem', 'Query', 'BatchGetItem']),
      );
      expect(report.organizations.unchanged).toBe(6);
    } finally {
      await proxy.close();
    }
  });

  test('writes the attributes that differ, and leaves those of other services alone', async () => {
    const table = await tables.create([
      ...encodeRecords({ ...RECORDS, users: [buildUser({ id: 1 })] }),
      encodeUser(
        buildUser({ id: 2, photo: 'https://a.example/p', disabled: true, tokensValidFrom: '2024-01-01T00:00:00Z' }),
      ),
    ]);
    const keys = [organizationKey(7), userKey(2), memberKey(7, 2), projectKey(7, 100)];
    for (const key of keys)
      await updateItem(table, key, { set: { billingCode: { S: 'x' } }, expected: { PK: { S: key.PK } } });
    const [organization = {}] = adminView({
      ...RECORDS,
      organizations: [buildOrganization({ name: 'Acme', contractStartDate: null })],
      users: [buildUser({ id: 1 }), buildUser({ id: 2, jobTitle: 'Engineer' })],
    });
    const { report } = await importText(table, answerOf([organization]));
    expect(report).toMatchObject({
      organizations: { updated: 1 },
      users: { updated: 1, unchanged: 1 },
      members: { unchanged: 2 },
    });
    expect(await read(table, userKey(2))).toMatchObject({
      disabled: { BOOL: true },
      tokensValidFrom: { S: '2024-01-01T00:00:00Z' },
      billingCode: { S: 'x' },
      jobTitle: { S: 'Engineer' },
    });
    expect(await read(table, userKey(2))).not.toHaveProperty('photo');
    for (const key of [organizationKey(7), memberKey(7, 2), projectKey(7, 100)])
      expect(await read(table, key)).toHaveProperty('billingCode');
    expect(parse(await exportText(table))).toEqual([organization]);
  });

  test('keeps what the input does not have, unless it prunes', async () => {
    const table = await tables.create(encodeRecords(RECORDS));
    const fewer = adminView({ ...RECORDS, members: RECORDS.members.slice(0, 1), projects: [] });
    await importText(table, answerOf(fewer));
    expect(parse(await exportText(table))).toEqual([ORGANIZATION]);
    const { report } = await importText(table, answerOf(fewer), { prune: true });
    expect([report.members.deleted, report.projects.deleted]).toEqual([1, 1]);
    expect(parse(await exportText(table))).toEqual(fewer);
    expect(await read(table, userKey(2))).toBeDefined();
  });

  test('in a dry run says what another would do, and writes nothing', async () => {
    const table = await tables.create(
      encodeRecords({ ...RECORDS, projects: [...RECORDS.projects, buildProject({ id: 99 })] }),
    );
    const before = await exportText(table);
    const organizations = [{ ...withUser({ name: 'New' }), name: 'Acme' }, ...ORGANIZATIONS];
    const options = { prune: true, isDryRun: true };
    const planned = (await importText(table, answerOf(organizations), options)).report;
    expect(await exportText(table)).toBe(before);
    expect((await importText(table, answerOf(organizations), { prune: true })).report).toEqual(planned);
  });

  test('writes nothing of a broken organization, and all of the others; what was mended can be imported after', async () => {
    const broken = structuredClone(ORGANIZATIONS[2] ?? {});
    Object.assign(Reflect.get(broken, 'projects')[4], { labelingMethod: 'guessing' });
    const table = await tables.create();
    const { report, rejected } = await importText(table, answerOf(ORGANIZATIONS.with(2, broken)), { wantsText: true });
    expect(report).toMatchObject({ organizations: { created: 5 }, rejected: 1 });
    expect(rejected.map(({ place }) => place)).toEqual(['organizations[2] in line 1']);
    expect(rejected[0]?.faults[0]).toContain('projects[4].labelingMethod: ');
    expect(parse(await exportText(table)).map(({ id }) => id)).toEqual([1, 2, 4, 5, 6]);
    // Users 2 + 2 * 3 and on are in the third organization only
    for (const id of [8, 9, 10]) expect(await getItem(table, userKey(id))).toBeUndefined();
    await importText(table, `${rejected[0]?.text?.toString().replace('guessing', 'label_map')}\n`);
    expect(parse(await exportText(table)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('refuses an organization that is in one input twice', async () => {
    const table = await tables.create();
    const { report, rejected } = await importText(table, linesOf([ORGANIZATION, { ...ORGANIZATION, name: 'Other' }]));
    expect(report).toMatchObject({ organizations: { created: 1 }, rejected: 1 });
    expect(rejected[0]?.faults).toEqual(['id: organization 7 is already in this input']);
  });

  test('never brings a deleted organization back, and says so', async () => {
    const deleted = encodeOrganization(buildOrganization({ deletedDate: '2025-01-01T00:00:00Z' }));
    const table = await tables.create([...encodeRecords({ ...RECORDS, organizations: [] }), deleted]);
    const { report, notes } = await importText(table, changed({ name: 'Acme' }));
    expect(report.organizations).toMatchObject({ skipped: 1, updated: 0 });
    expect(notes.list()[0]?.examples).toEqual(['organization 7']);
    expect(decodeOrganization(await read(table, organizationKey(7)))).toMatchObject({
      name: 'Acme Sensors',
      deletedDate: expect.any(String),
    });
  });

  test('keeps the index key of a trial in step', async () => {
    const table = await tables.create(encodeRecords(RECORDS));
    const sortKeys: (string | undefined)[] = [];
    const trial = { trialId: 1, trialExpiredDate: '2025-01-01T00:00:00Z' };
    for (const fields of [
      trial,
      { ...trial, trialExpiredDate: '2026-01-01T00:00:00Z' },
      { ...trial, trialUpgradedDate: '2025-01-01T00:00:00Z' },
    ]) {
      await importText(table, changed(fields));
      sortKeys.push((await read(table, organizationKey(7)))['GSI1SK']?.S);
    }
    expect(sortKeys).toEqual([
      '2025-01-01T00:00:00Z#0000000000000007',
      '2026-01-01T00:00:00Z#0000000000000007',
      undefined,
    ]);
  });
});

describe('of a user’s different profiles', () => {
  const at = (day: number) => `2025-01-0${day}T00:00:00.000Z`;
  const inOrganization = (id: number, user: object) => ({ ...withUser(user), id, projects: [] });

  test.each([
    [
      'the one that was seen last',
      [
        { name: 'Old', lastSeen: at(1) },
        { name: 'New', lastSeen: at(3) },
        { name: 'Mid', lastSeen: at(2) },
      ],
      'New',
    ],
    ['one that was ever seen', [{ name: 'Never' }, { name: 'Seen', lastSeen: at(1) }], 'Seen'],
    [
      'of two seen at the same time the first',
      [
        { name: 'First', lastSeen: at(1) },
        { name: 'Second', lastSeen: at(1) },
      ],
      'First',
    ],
    ['of two never seen the first', [{ name: 'First' }, { name: 'Second' }], 'First'],
  ])('%s is taken, the others are reported, and a second run changes nothing', async (_, users, winner) => {
    const text = answerOf(users.map((user, index) => inOrganization(index + 1, user)));
    const table = await tables.create();
    const { notes } = await importText(table, text);
    expect(notes.list()).toEqual([
      {
        what: expect.stringContaining('different profiles of one user'),
        count: users.length - 1,
        examples: ['user 2'],
      },
    ]);
    expect(decodeUserProfile(await read(table, userKey(2))).name).toBe(winner);
    expect((await importText(table, text)).report.users).toMatchObject({ created: 0, updated: 0 });
    expect((await importText(table, text, { isDryRun: true })).report.users).toMatchObject({ created: 0, updated: 0 });
  });

  test('within one organization the same holds', async () => {
    const organization = structuredClone(withUser({ lastSeen: at(1) }));
    Object.assign(Reflect.get(organization, 'projects')[0].collaborators[0], { name: 'Newer', lastSeen: at(2) });
    const table = await tables.create();
    const { notes } = await importText(table, answerOf([organization]));
    expect(notes.list()[0]?.examples).toEqual(['user 2']);
    expect(decodeUserProfile(await read(table, userKey(2))).name).toBe('Newer');
  });

  test('the input’s is taken before the table’s, unless the table has seen them later', async () => {
    const table = await tables.create(
      encodeRecords({ ...RECORDS, users: [buildUser({ id: 1 }), buildUser({ id: 2, lastSeen: at(2) })] }),
    );
    await importText(table, answerOf([withUser({ lastSeen: at(2), name: 'Mended' })]));
    expect(decodeUserProfile(await read(table, userKey(2))).name).toBe('Mended');
    const { notes } = await importText(table, answerOf([withUser({ lastSeen: at(1), name: 'Stale' })]));
    expect(notes.list()[0]?.what).toContain('profile in the table is newer');
    expect(decodeUserProfile(await read(table, userKey(2))).name).toBe('Mended');
  });

  test('private fields are gathered from wherever they are shown', async () => {
    const shown = { lastSeen: at(1), stripeCustomerId: 'cus_1' };
    const texts = [answerOf([inOrganization(1, shown)]), answerOf([inOrganization(2, { lastSeen: at(1) })])];
    for (const order of [texts, texts.toReversed()]) {
      const table = await tables.create();
      const { notes } = await importText(table, order);
      expect(notes.list()).toEqual([]);
      expect(decodeUserProfile(await read(table, userKey(2))).stripeCustomerId).toBe('cus_1');
    }
  });
});

describe('at the same time', () => {
  test('two imports of the same come to the same as one', async () => {
    const table = await tables.create();
    await Promise.all([importText(table, answerOf(ORGANIZATIONS)), importText(table, linesOf(ORGANIZATIONS))]);
    expect(parse(await exportText(table))).toEqual(ORGANIZATIONS);
  });

  test('two imports of different profiles leave the one that was seen last', async () => {
    const [older, newer] = [
      { lastSeen: '2025-01-01T00:00:00Z', name: 'Old' },
      { lastSeen: '2025-02-01T00:00:00Z', name: 'New' },
    ];
    for (let round = 0; round < 20; round++) {
      const table = await tables.create();
      await Promise.all([
        importText(table, answerOf([withUser(older)])),
        importText(table, answerOf([withUser(newer)])),
      ]);
      expect(decodeUserProfile(await read(table, userKey(2))).name).toBe('New');
    }
  });

  test('an import and a rename lose neither: a name that the import does not change is not written', async () => {
    const table = await tables.create(encodeRecords(RECORDS));
    const stored = await read(table, organizationKey(7));
    await updateItem(table, organizationKey(7), {
      set: { name: { S: 'Renamed' } },
      expected: { name: { S: 'Acme Sensors' } },
    });
    const wanted = encodeOrganization(buildOrganization({ logo: 'https://a.example/l.png' }));
    // The import has read before the rename, and writes after it
    await createOrChangeItem(table, wanted, {
      stored,
      decide: (current) => overwriteOrganization(current, { item: wanted }, 'admin'),
      isDryRun: false,
    });
    expect(decodeOrganization(await read(table, organizationKey(7)))).toMatchObject({
      name: 'Renamed',
      logo: 'https://a.example/l.png',
    });
  });

  test('an import and a deletion: what was deleted after it was read stays deleted', async () => {
    const table = await tables.create(encodeRecords(RECORDS));
    const stored = await read(table, organizationKey(7));
    await updateItem(table, organizationKey(7), {
      set: { deletedDate: { S: '2025-01-01T00:00:00Z' } },
      expected: { deletedDate: undefined },
    });
    const wanted = encodeOrganization(buildOrganization({ trialId: 3, trialExpiredDate: '2025-01-01T00:00:00Z' }));
    const outcome = await createOrChangeItem(table, wanted, {
      stored,
      decide: (current) => {
        const change = overwriteOrganization(current, { item: wanted }, 'admin');
        return change && { ...change, unchanged: ['deletedDate'] };
      },
      isDryRun: false,
    });
    expect(outcome).toBe('unchanged');
    expect((await read(table, organizationKey(7)))['GSI1SK']).toBeUndefined();
  });

  test('a list shows an organization that is being imported whole or not at all', async () => {
    const records = generateShape({ organizations: 1, users: 60, projects: 300, collaborators: 4 });
    const whole = adminView(records);
    const table = await tables.create();
    const admin = { principalKind: 'apiKey', keyId: 1, organizationId: 1, role: 'admin' } as const;
    let isDone = false;
    const importing = importText(table, answerOf(whole)).finally(() => {
      isDone = true;
    });
    const seen = new Set<number>();
    while (!isDone) {
      for (const principal of [admin, { principalKind: 'user', userId: 1 } as const]) {
        const organizations = await listAll(table, principal, { now: NOW });
        expect([[], whole]).toContainEqual(organizations);
        seen.add(organizations.length);
      }
    }
    await importing;
    expect(await listAll(table, admin, { now: NOW })).toEqual(whole);
    expect(seen).toContain(0);
  });

  test('a list while members and projects are added and pruned keeps to the contract', async () => {
    const large = generateShape({ organizations: 1, users: 40, projects: 200, collaborators: 4 });
    const small = { ...large, members: large.members.slice(0, 5), projects: large.projects.slice(0, 20) };
    const [wholeText, fewText] = [answerOf(adminView(large)), answerOf(adminView(small))];
    const table = await tables.create(encodeRecords({ ...small, users: small.users.slice(0, 40) }));
    let isDone = false;
    const importing = (async () => {
      await importText(table, wholeText, { prune: true });
      await importText(table, fewText, { prune: true });
    })().finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const organizations = await listAll(table, { principalKind: 'user', userId: 1 }, { now: NOW });
      expect(z.parse(z.array(organizationSchema), organizations)).toHaveLength(1);
    }
    await importing;
    expect(parse(await exportText(table))).toEqual(adminView(small));
  });

  test.each([1, 5, 30, 60])(
    'an import that fails after %i writes can be run again, and nothing half is listed',
    async (writes) => {
      const proxy = await startTableProxy();
      try {
        const table = await tables.create();
        proxy.upstream = tables.url;
        let count = 0;
        proxy.react = ({ operation }) =>
          operation === 'PutItem' && ++count > writes
            ? { status: 400, body: '{"__type":"AccessDeniedException"}' }
            : 'pass';
        await expect(
          importText({ ...table, client: createLocalClient(proxy.url) }, answerOf(ORGANIZATIONS)),
        ).rejects.toThrow('refused');
        const listed = await listAll(table, { principalKind: 'user', userId: 1 }, { now: NOW });
        for (const organization of listed) expect(ORGANIZATIONS).toContainEqual(organization);
        expect(listed.length).toBeLessThan(6);
        await importText(table, answerOf(ORGANIZATIONS));
        expect(parse(await exportText(table))).toEqual(ORGANIZATIONS);
      } finally {
        await proxy.close();
      }
    },
  );
});

const startLocalStackForTest = async () => {
  const stack = await startLocalStack({ assembly: inject('assembly') });
  return { ...stack, [Symbol.asyncDispose]: stack.close };
};
