import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createLocalClient } from '../../lib/local/table.ts';
import type { Table } from '../../lib/table/call.ts';
import { TableUnavailableError } from '../../lib/table/errors.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { operate } from '../support/operate.ts';
import { startTableProxy, type TableProxy } from '../support/table-proxy.ts';
import { STORED, WRITE_OPERATIONS } from '../support/write-operations.ts';

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);

const resources = new AsyncDisposableStack();
let tables: Awaited<ReturnType<typeof startEmptyTables>>;
let proxy: TableProxy;
beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  tables = await startEmptyTables(inject('assembly'), resources);
  proxy = await startTableProxy();
  proxy.upstream = tables.url;
  resources.defer(() => proxy.close());
});
afterAll(() => resources.disposeAsync());

/** A generated key and its hash, which differ from run to run. */
const withoutKeys = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null).replaceAll(/ei_org_\w+|KEY#[0-9a-f]{64}/g, 'a key'));

const scan = async ({ client, name }: Table) => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: name, ConsistentRead: true }));
  return Items.map((item) => JSON.stringify(withoutKeys(item))).toSorted();
};

/**
 * Runs an operation on a table of its own.
 * @param losesFrom the write from which on answers are lost; none when undefined
 * @param times how many of them
 */
const run = async (write: (table: Table) => Promise<unknown>, losesFrom?: number, times = 1) => {
  // A client of its own: the SDK stops repeating for one that has repeated too much
  const client = createLocalClient(proxy.url);
  resources.defer(() => client.destroy());
  const table = { ...(await tables.create(STORED)), client };
  let count = 0;
  proxy.react = ({ operation }) => {
    if (!WRITES.has(operation)) return 'pass';
    count += 1;
    return losesFrom !== undefined && count >= losesFrom && count < losesFrom + times ? 'lose' : 'pass';
  };
  const outcome = await write(table).then(withoutKeys, (error: unknown) => error);
  proxy.reset();
  return { outcome, count, table };
};

describe.each(Object.entries(WRITE_OPERATIONS))('%s', (_, write) => {
  test('comes to the same, whichever write’s answer is lost', async () => {
    const { outcome, count, table } = await run(write);
    const expected = { outcome, items: await scan(table) };
    expect(count).toBeGreaterThan(0);
    for (let number = 1; number <= count; number += 1) {
      const lossy = await run(write, number);
      expect([number, lossy.outcome]).toEqual([number, expected.outcome]);
      expect([number, await scan(lossy.table)]).toEqual([number, expected.items]);
    }
  });

  test('says that the table is unavailable when every answer is lost, and can be run again', async () => {
    const { outcome, count, table } = await run(write);
    const expected = await scan(table);
    // It is looked for: a key that is stored must be shown
    const issuesKey = JSON.stringify(outcome).includes('"key":');
    for (let number = 1; number <= count; number += 1) {
      const lossy = await run(write, number, 1000);
      if (issuesKey) {
        expect([number, lossy.outcome]).toEqual([number, outcome]);
      } else {
        expect([number, lossy.outcome]).toEqual([number, expect.any(TableUnavailableError)]);
        await write(lossy.table).catch(() => undefined);
      }
      expect([number, await scan(lossy.table)]).toEqual([number, expected]);
    }
  });
});

describe('a command whose answers are lost', () => {
  const disable = async (loses: readonly string[]) => {
    const { name } = await tables.create(STORED);
    proxy.react = ({ operation }) => (loses.includes(operation) ? 'lose' : 'pass');
    const { status, stderr } = await operate([
      'users',
      'disable',
      '1',
      '--table',
      name,
      '--endpoint',
      proxy.url,
      '--region',
      'eu-west-1',
    ]);
    proxy.reset();
    expect([status, stderr]).toEqual([1, expect.stringContaining('The table did not answer a request')]);
    return stderr;
  };
  const UNKNOWN = 'Whether the change was made is not known.';

  test('says that it is not known whether the change was made', async () => {
    expect(await disable(['UpdateItem'])).toContain(UNKNOWN);
  });
});
