import { EdgeImpulseApi } from 'edge-impulse-api';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod/mini';
import { organizationSchema } from '../../lib/contract/model.ts';
import { startLocalStack } from '../../lib/local/stack.ts';
import { createLocalClient } from '../../lib/local/table.ts';
import { encodeOrganization, encodeRecords, encodeUser } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { decodeOrganization } from '../../lib/table/items.ts';
import { memberKey, organizationKey, projectKey, userKey } from '../../lib/table/keys.ts';
import { updateItem } from '../../lib/table/update.ts';
import { buildOrganization, buildProject, buildUser } from '../support/build-records.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { adminView, answerOf, exportText, importText, linesOf } from '../support/export-text.ts';
import { generateShape } from '../support/generate-shape.ts';
import { parseAnswer, RECORDS, readItem, withUser } from '../support/import-records.ts';
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

const [ORGANIZATION = {}] = adminView(RECORDS);

/** The organization of `RECORDS` with other fields. */
const changed = (fields: object): string => answerOf([{ ...ORGANIZATION, ...fields }]);

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
    expect(await readItem(table, userKey(2))).toMatchObject({
      disabled: { BOOL: true },
      tokensValidFrom: { S: '2024-01-01T00:00:00Z' },
      billingCode: { S: 'x' },
      jobTitle: { S: 'Engineer' },
    });
    expect(await readItem(table, userKey(2))).not.toHaveProperty('photo');
    for (const key of [organizationKey(7), memberKey(7, 2), projectKey(7, 100)])
      expect(await readItem(table, key)).toHaveProperty('billingCode');
    expect(parseAnswer(await exportText(table))).toEqual([organization]);
  });

  test('keeps what the input does not have, unless it prunes', async () => {
    const table = await tables.create(encodeRecords(RECORDS));
    const fewer = adminView({ ...RECORDS, members: RECORDS.members.slice(0, 1), projects: [] });
    await importText(table, answerOf(fewer));
    expect(parseAnswer(await exportText(table))).toEqual([ORGANIZATION]);
    const { report } = await importText(table, answerOf(fewer), { prune: true });
    expect([report.members.deleted, report.projects.deleted]).toEqual([1, 1]);
    expect(parseAnswer(await exportText(table))).toEqual(fewer);
    expect(await readItem(table, userKey(2))).toBeDefined();
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
    expect(parseAnswer(await exportText(table)).map(({ id }) => id)).toEqual([1, 2, 4, 5, 6]);
    // Users 2 + 2 * 3 and on are in the third organization only
    for (const id of [8, 9, 10]) expect(await getItem(table, userKey(id))).toBeUndefined();
    await importText(table, `${rejected[0]?.text?.toString().replace('guessing', 'label_map')}\n`);
    expect(parseAnswer(await exportText(table)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
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
    expect(decodeOrganization(await readItem(table, organizationKey(7)))).toMatchObject({
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
      sortKeys.push((await readItem(table, organizationKey(7)))['GSI1SK']?.S);
    }
    expect(sortKeys).toEqual([
      '2025-01-01T00:00:00Z#0000000000000007',
      '2026-01-01T00:00:00Z#0000000000000007',
      undefined,
    ]);
  });
});

const startLocalStackForTest = async () => {
  const stack = await startLocalStack({ assembly: inject('assembly') });
  return { ...stack, [Symbol.asyncDispose]: stack.close };
};
