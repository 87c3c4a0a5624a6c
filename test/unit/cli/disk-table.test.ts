import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openDiskStore } from '../../../lib/cli/table-files/disk-store.ts';
import { createDiskTable } from '../../../lib/cli/table-files/disk-table.ts';
import type { Table } from '../../../lib/table/call.ts';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../../lib/table/encode.ts';
import { getItem, getItems } from '../../../lib/table/get.ts';
import { keyOf, organizationKey, organizationPartition, userKey } from '../../../lib/table/keys.ts';
import { queryPages } from '../../../lib/table/query.ts';
import { queryIndex } from '../../../lib/table/query-index.ts';
import { scanPartitionKeys } from '../../../lib/table/scan.ts';
import { transactWrite } from '../../../lib/table/transact.ts';
import { createItem, deleteItem, updateItem } from '../../../lib/table/update.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const directory = mkdtempSync(join(tmpdir(), 'disk-table-'));
afterAll(() => rmSync(directory, { recursive: true }));

let table: Table;
beforeEach(async () => {
  table = createDiskTable(await openDiskStore(directory, directory), 'Organizations');
});

const ORGANIZATION = encodeOrganization(buildOrganization());
const KEY = organizationKey(7);
const NAME = { S: 'Acme Sensors' };
const USER = encodeUser(buildUser());
const LARGE = { S: 'x'.repeat(410_000) };

const collect = async <Element>(elements: AsyncIterable<Element>): Promise<Element[]> => {
  const all: Element[] = [];
  for await (const element of elements) all.push(element);
  return all;
};

const readPages = async (of: Table, query: Parameters<typeof queryPages>[1]) => {
  const pages: string[][] = [];
  for await (const page of queryPages(of, query)) pages.push(page.map((item) => keyOf(item).SK));
  return pages;
};

/** What a table answers to what an import and an export ask of it. */
const ask = async (of: Table) => {
  const outcomes: unknown[] = [];
  const attempt = async (work: () => Promise<unknown>) =>
    outcomes.push(await work().catch(({ name, cause }) => ({ name, cause: cause?.name })));
  await attempt(() => getItem(of, KEY));
  await attempt(() => createItem(of, ORGANIZATION));
  await attempt(() => createItem(of, { ...ORGANIZATION, name: { S: 'Other' } }));
  await attempt(() =>
    updateItem(of, KEY, { set: { logo: { S: 'l' }, note: { NULL: true } }, expected: { name: NAME } }),
  );
  await attempt(() => updateItem(of, KEY, { set: { logo: { S: 'm' } }, expected: { name: { S: 'Other' } } }));
  await attempt(() =>
    updateItem(of, KEY, { remove: ['note', 'gone'], expected: { name: NAME, deletedDate: undefined } }),
  );
  await attempt(() => updateItem(of, KEY, { remove: ['logo'], expected: { name: NAME, note: { NULL: true } } }));
  await attempt(() => updateItem(of, KEY, { set: { large: LARGE }, expected: { name: NAME } }));
  await attempt(() => createItem(of, { ...USER, large: LARGE }));
  await attempt(() => transactWrite(of, [{ put: USER }, { check: KEY, expected: { name: { S: 'Other' } } }]));
  await attempt(() => getItem(of, userKey(1)));
  await attempt(() =>
    transactWrite(of, [
      { put: USER },
      { update: KEY, change: { set: { logo: { S: 'n' } }, expected: { name: NAME } } },
      { check: organizationKey(8), expected: { PK: undefined } },
    ]),
  );
  await attempt(() =>
    getItems(of, [KEY, userKey(1), userKey(2)], { consistent: true }).then((items) =>
      items.toSorted((a) => (a['SK']?.S === 'ORG' ? -1 : 1)),
    ),
  );
  await attempt(() => collect(scanPartitionKeys(of, 'ORG')));
  await attempt(() => deleteItem(of, KEY, { name: { S: 'Other' } }));
  await attempt(() => transactWrite(of, [{ delete: userKey(1), expected: {} }]));
  await attempt(() => deleteItem(of, KEY));
  await attempt(() => deleteItem(of, KEY));
  await attempt(() => getItems(of, [KEY, userKey(1)], { consistent: false }));
  return outcomes;
};

test('answers what the embedded table answers', async () => {
  const wanted = await ask((await startMemoryTable()).table);
  expect(wanted.slice(0, 4)).toEqual([undefined, true, false, true]);
  expect(await ask(table)).toEqual(wanted);
});

test('gives a partition in the order of its sort keys, in pages of a megabyte', async () => {
  const description = 'x'.repeat(300_000);
  for (const id of [3, 10, 1, 2, 4]) await createItem(table, encodeProject(buildProject({ id, description })));
  for (const userId of [20, 3]) await createItem(table, encodeMember(buildMember({ userId })));
  await createItem(table, ORGANIZATION);
  await createItem(table, encodeOrganization(buildOrganization({ id: 70 })));
  const condition = 'PK = :organization';
  const values = { ':organization': organizationPartition(7) };
  const pages = await readPages(table, { condition, values });
  const sortKeys = ['MEMBER#3', 'MEMBER#20', 'ORG', 'PROJECT#1', 'PROJECT#2', 'PROJECT#3', 'PROJECT#4', 'PROJECT#10'];
  const short = pages.flat().map((key) => key.replace(/#0+/, '#'));
  expect([pages.length, short]).toEqual([2, sortKeys]);
  const before = await readPages(table, {
    condition: `${condition} AND SK < :end`,
    values: { ...values, ':end': 'PROJECT#' },
  });
  expect(before.flat()).toHaveLength(3);
});

test('finds all organizations, also if there are many', async () => {
  const store = await openDiskStore(directory, directory);
  const many = createDiskTable(store, 'Organizations');
  for (let id = 25_000; id > 0; id--) store.add({ PK: { S: organizationPartition(id) }, SK: { S: 'ORG' } });
  for (let id = 1; id < 10; id++) store.add(encodeUser(buildUser({ id })));
  const found = await collect(scanPartitionKeys(many, 'ORG'));
  expect([found.length, found[0], found.at(-1)]).toEqual([
    25_000,
    organizationPartition(1),
    organizationPartition(25_000),
  ]);
});

test('refuses what it does not have, instead of answering something', async () => {
  await expect(collect(queryIndex(table, { partition: 'TRIAL' }))).rejects.toThrow('did not answer');
  await expect(table.client.send(new ListTablesCommand())).rejects.toThrow('a table on disk has no ListTablesCommand');
});

test('leaves no file in its directory, however the process ends', async () => {
  await createItem(table, ORGANIZATION);
  expect(readdirSync(directory)).toEqual([]);
});

test('says in a sentence where it cannot write', async () => {
  await expect(openDiskStore(join(directory, 'missing'), 'DIR')).rejects.toThrow(
    'Cannot write DIR: no such file or directory.',
  );
});
