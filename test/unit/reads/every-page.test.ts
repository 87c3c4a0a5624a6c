/** DynamoDB answers a megabyte at a time, sometimes nothing, and leaves keys of a batch unprocessed. */
import { beforeAll, expect, test } from 'vitest';
import { startMemoryTable } from '../../support/memory-table.ts';
import { pagedTable } from '../../support/paged-table.ts';
import { READ_OPERATIONS, STORED } from '../../support/read-operations.ts';

const { table, put } = await startMemoryTable();
beforeAll(() => put(...STORED));

/** These read a batch, or what is on one page. */
const ONE_PAGE = ['one key', 'what an import changes of users'];

test.each(Object.entries(READ_OPERATIONS))('%s is read over all pages, empty ones between them', async (name, read) => {
  const whole = await read(table);
  const paged = pagedTable(table);
  expect(await read(paged.table)).toEqual(whole);
  expect([name, paged.furtherPages() > 1]).toEqual([name, !ONE_PAGE.includes(name)]);
});
