import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { sampleData } from '../../lib/local/sample-data.ts';
import { encodeRecords } from '../../lib/table/encode.ts';
import { userKey } from '../../lib/table/keys.ts';
import { deleteItem } from '../../lib/table/update.ts';
import { NOW } from '../support/build-records.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { adminView, exportText, importText } from '../support/export-text.ts';
import { generateShape } from '../support/generate-shape.ts';
import { parseAnswer } from '../support/import-records.ts';

const SHAPE = generateShape({ organizations: 6, users: 4, projects: 5, collaborators: 3 });

const resources = new AsyncDisposableStack();
let tables: Awaited<ReturnType<typeof startEmptyTables>>;
beforeAll(async () => {
  tables = await startEmptyTables(inject('assembly'), resources);
});
afterAll(() => resources.disposeAsync());

describe('an export', () => {
  test('of the sample data is what its records say', async () => {
    const records = sampleData({ now: NOW });
    const table = await tables.create(records.items);
    const { keys: _, ...others } = records;
    expect(parseAnswer(await exportText(table, false))).toEqual(adminView(others));
    const all = parseAnswer(await exportText(table));
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
