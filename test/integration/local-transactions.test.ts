/** What holds of transactions on the embedded table alone; what DynamoDB does as well is in `transactions.test.ts`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  PutItemCommand,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { DataDirectory } from '../../lib/local/data-directory.ts';
import { createLocalClient, fillTable, startTableServer } from '../../lib/local/table.ts';
import { readTemplate } from '../../lib/local/template.ts';
import type { Table } from '../../lib/table/call.ts';
import { getItem } from '../../lib/table/get.ts';
import { type ItemKey, memberKey } from '../../lib/table/keys.ts';
import { queryPages } from '../../lib/table/query.ts';
import { INDEX_NAME } from '../../lib/table/schema.ts';
import { transactWrite } from '../../lib/table/transact.ts';
import { startEmptyTables } from '../support/empty-tables.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

const ADMIN = { role: { S: 'admin' } };
const USER = { S: 'USER#1' };
const itemOf = ({ PK, SK }: ItemKey) => ({ PK: { S: PK }, SK: { S: SK }, ...ADMIN, GSI1PK: USER, GSI1SK: { S: SK } });

describe('a request is refused by name', () => {
  let table: Table;
  beforeAll(async () => {
    const tables = await startEmptyTables(inject('assembly'), resources);
    table = await tables.create();
    await tables.create();
  });

  const key = memberKey(1, 1);
  const put = (parameters: object = {}) => ({ Put: { TableName: table.name, Item: itemOf(key), ...parameters } });
  test.each<[string, () => TransactWriteItemsCommandInput]>([
    [
      'ReturnValuesOnConditionCheckFailure',
      () => ({ TransactItems: [put({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })] }),
    ],
    ['ReturnItemCollectionMetrics', () => ({ TransactItems: [put()], ReturnItemCollectionMetrics: 'SIZE' })],
    ['ReturnConsumedCapacity', () => ({ TransactItems: [put()], ReturnConsumedCapacity: 'INDEXES' })],
    ['more than one table', () => ({ TransactItems: [put(), put({ TableName: 'organizations-2' })] })],
  ])('for %s', async (name, input) => {
    await expect(table.client.send(new TransactWriteItemsCommand(input()))).rejects.toThrow(
      expect.objectContaining({
        name: 'ValidationException',
        message: expect.stringMatching(new RegExp(`^not supported by the local table: [^]*${name}`)),
      }),
    );
    expect(await getItem(table, key)).toBeUndefined();
  });
});

describe('with a data directory', () => {
  /** Starts the table's process on a directory; it is killed, without a chance to finish anything, by `kill`. */
  const start = async (directory: string) => {
    const own = resources.use(new AsyncDisposableStack());
    const data: DataDirectory = { tablePath: directory, completeTable: '', markComplete: async () => undefined };
    const url = await startTableServer({ data, onLine: () => undefined, resources: own });
    const client = createLocalClient(url);
    const { table } = await readTemplate(inject('assembly').directory);
    await fillTable(client, table, [], undefined);
    return { table: { client, name: table.name, callLimitMs: 60_000 }, kill: () => own.disposeAsync() };
  };

  test('transactions are kept, each whole or not at all, when the process is killed', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'transactions-'));
    resources.defer(() => rm(directory, { recursive: true }));
    const pairs: (readonly [ItemKey, ItemKey])[] = [];
    const before = await start(directory);
    const made = new Set<number>();
    const enough = Promise.withResolvers<void>();
    // Goes on until the table is gone, so that the kill meets transactions however late it comes
    const putPairs = async (): Promise<never> => {
      for (;;) {
        const index = pairs.length;
        const [one, other] = [memberKey(1, index), memberKey(2, index)];
        pairs.push([one, other]);
        await transactWrite(before.table, [{ put: itemOf(one) }, { put: itemOf(other) }]);
        made.add(index);
        if (made.size === 50) enough.resolve();
      }
    };
    const all = Promise.allSettled(Array.from({ length: 100 }, putPairs));
    await enough.promise;
    await before.kill();
    await all;
    expect(made.size).toBeLessThan(pairs.length);

    const { table } = await start(directory);
    const isThere = async (key: ItemKey) => (await getItem(table, key)) !== undefined;
    const found: boolean[][] = [];
    for (const [one, other] of pairs) found.push([await isThere(one), await isThere(other)]);
    const kept = found.flatMap(([one], index) => (one ? [index] : []));
    expect(found.filter(([one, other]) => one !== other)).toStrictEqual([]);
    expect(new Set(kept)).toStrictEqual(new Set([...kept, ...made]));
    const indexed = [];
    for await (const page of queryPages(table, {
      index: INDEX_NAME,
      condition: 'GSI1PK = :user',
      values: { ':user': USER.S },
    }))
      indexed.push(...page);
    expect(indexed).toHaveLength(2 * kept.length);
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: itemOf(memberKey(3, 1)) }));
  });
});
