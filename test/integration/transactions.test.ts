/** Transactions as lib/table makes them, on dynalite with `lib/local/transactions/transact.ts` and on DynamoDB Local alike. */
import { randomUUID } from 'node:crypto';
import {
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Table } from '../../lib/table/call.ts';
import { TableRefusedError } from '../../lib/table/errors.ts';
import { getItem } from '../../lib/table/get.ts';
import { type ItemKey, memberKey } from '../../lib/table/keys.ts';
import { INDEX_NAME, INDEX_PARTITION_KEY } from '../../lib/table/schema.ts';
import { transactWrite, type Write } from '../../lib/table/transact.ts';
import { deleteItem, updateItem } from '../../lib/table/update.ts';
import { tableOfTests } from '../support/dynamodb-local.ts';
import { startEmptyTables } from '../support/empty-tables.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

let table: Table;
beforeAll(async () => {
  const tables = await startEmptyTables(inject('assembly'), resources, tableOfTests().startTable);
  table = await tables.create();
});

const ADMIN = { role: { S: 'admin' } };
const GUEST = { role: { S: 'guest' } };
const attributesOf = ({ PK, SK }: ItemKey) => ({ PK: { S: PK }, SK: { S: SK } });
const itemOf = (key: ItemKey, attributes: object = ADMIN) => ({ ...attributesOf(key), ...attributes });

let members = 0;
/** A key of nothing so far. */
const newKey = () => memberKey(1, ++members);
const put = async (attributes: object = ADMIN): Promise<ItemKey> => {
  const key = newKey();
  await table.client.send(new PutItemCommand({ TableName: table.name, Item: itemOf(key, attributes) }));
  return key;
};
const read = (key: ItemKey) => getItem(table, key);

describe('a transaction', () => {
  test('makes all of its writes, in the table and its index', async () => {
    const [created, updated, deleted, checked] = [newKey(), await put(GUEST), await put(), await put()];
    const index = { GSI1PK: { S: `USER#${randomUUID()}` }, GSI1SK: { S: 'ORG#1' } };
    const consumption = { units: 0 };
    const writes: Write[] = [
      { put: itemOf(created, index) },
      { update: updated, change: { set: { ...ADMIN, ...index }, remove: ['leaving'], expected: GUEST } },
      { delete: deleted, expected: ADMIN },
      { check: checked, expected: { ...ADMIN, leaving: undefined } },
    ];
    expect(await transactWrite(table, writes, { consumption })).toBe(true);
    expect(await Promise.all([created, updated, deleted, checked].map(read))).toStrictEqual([
      itemOf(created, index),
      itemOf(updated, { ...ADMIN, ...index }),
      undefined,
      itemOf(checked),
    ]);
    expect(consumption.units).toBeGreaterThan(0);
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: INDEX_NAME,
        KeyConditionExpression: `${INDEX_PARTITION_KEY} = :user`,
        ExpressionAttributeValues: { ':user': index.GSI1PK },
      }),
    );
    expect(new Set(Items.map(({ SK }) => SK?.S))).toStrictEqual(new Set([created.SK, updated.SK]));
  });

  test.each<[string, (key: ItemKey) => Write]>([
    ['an item that is to be put is there', (key) => ({ put: itemOf(key) })],
    ['an item that is to be changed is another', (key) => ({ update: key, change: { set: GUEST, expected: GUEST } })],
    ['an item that is to be deleted is another', (key) => ({ delete: key, expected: GUEST })],
    ['an item that is checked is another', (key) => ({ check: key, expected: GUEST })],
    ['an item that is checked is not there', () => ({ check: newKey(), expected: ADMIN })],
  ])('writes nothing when %s', async (_, fail) => {
    const [created, updated, deleted, failing] = [newKey(), await put(), await put(), await put()];
    const writes: Write[] = [
      { put: itemOf(created) },
      { update: updated, change: { set: GUEST, expected: ADMIN } },
      fail(failing),
      { delete: deleted, expected: {} },
    ];
    expect(await transactWrite(table, writes)).toBe(false);
    expect(await Promise.all([created, updated, deleted, failing].map(read))).toStrictEqual([
      undefined,
      itemOf(updated),
      itemOf(deleted),
      itemOf(failing),
    ]);
  });

  test('is refused when it has two operations on one item', async () => {
    const key = await put();
    const writes: Write[] = [
      { check: key, expected: ADMIN },
      { delete: key, expected: {} },
    ];
    await expect(transactWrite(table, writes)).rejects.toThrow(TableRefusedError);
    expect(await read(key)).toStrictEqual(itemOf(key));
  });

  test('is refused when the table is not there', async () => {
    const write: Write = { put: itemOf(newKey()) };
    await expect(transactWrite({ ...table, name: 'no-such-table' }, [write])).rejects.toThrow(TableRefusedError);
  });
});

describe('at once', () => {
  test('200 times, of two that delete an item each while the other is there, exactly one is made', async () => {
    for (let round = 0; round < 200; round++) {
      const [one, other] = [await put(), await put()];
      const made = await Promise.all([
        transactWrite(table, [
          { delete: one, expected: ADMIN },
          { check: other, expected: ADMIN },
        ]),
        transactWrite(table, [
          { delete: other, expected: ADMIN },
          { check: one, expected: ADMIN },
        ]),
      ]);
      expect(made.filter(Boolean)).toHaveLength(1);
      expect(await Promise.all([one, other].map(read))).toStrictEqual(
        made[0] ? [undefined, itemOf(other)] : [itemOf(one), undefined],
      );
    }
  });

  test('100 times, of a transaction and a single write that expect the same of one item, exactly one is made', async () => {
    for (let round = 0; round < 100; round++) {
      const [checked, disputed] = [await put(), await put()];
      const change = (role: string) => ({ set: { role: { S: role } }, expected: ADMIN });
      const made = await Promise.all([
        transactWrite(table, [
          { check: checked, expected: ADMIN },
          { update: disputed, change: change('member') },
        ]),
        round % 2 === 0 ? updateItem(table, disputed, change('guest')) : deleteItem(table, disputed, ADMIN),
      ]);
      expect(made.filter(Boolean)).toHaveLength(1);
      const other = round % 2 === 0 ? itemOf(disputed, GUEST) : undefined;
      expect(await read(disputed)).toStrictEqual(made[0] ? itemOf(disputed, { role: { S: 'member' } }) : other);
    }
  });
});

describe('the operation', () => {
  const sendItems = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
    table.client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
  const deletion = (key: ItemKey): TransactWriteItem => ({
    Delete: {
      TableName: table.name,
      Key: attributesOf(key),
      ConditionExpression: '#role = :role',
      ExpressionAttributeNames: { '#role': 'role' },
      ExpressionAttributeValues: { ':role': { S: 'admin' } },
    },
  });

  test('names the reason of each item when it is canceled', async () => {
    const [one, other] = [await put(), await put(GUEST)];
    const canceled = await sendItems([deletion(one), deletion(other)]).catch((error: unknown) => error);
    expect(canceled).toBeInstanceOf(TransactionCanceledException);
    expect(canceled).toMatchObject({ CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }] });
  });

  test('succeeds again, and writes nothing, for the same request with the same token', async () => {
    const [key, token] = [await put(), randomUUID()];
    await sendItems([deletion(key)], token);
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: itemOf(key) }));
    await sendItems([deletion(key)], token);
    expect(await read(key)).toStrictEqual(itemOf(key));
  });

  test('is refused for another request with the same token', async () => {
    const [one, other, token] = [await put(), await put(), randomUUID()];
    await sendItems([deletion(one)], token);
    await expect(sendItems([deletion(other)], token)).rejects.toThrow(
      expect.objectContaining({ name: 'IdempotentParameterMismatchException' }),
    );
    expect(await read(other)).toStrictEqual(itemOf(other));
  });

  test('leaves the token free when it is canceled', async () => {
    const [key, token] = [await put(GUEST), randomUUID()];
    await expect(sendItems([deletion(key)], token)).rejects.toThrow(TransactionCanceledException);
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: itemOf(key) }));
    await sendItems([deletion(key)], token);
    expect(await read(key)).toBeUndefined();
  });

  test.each<[string, () => TransactWriteItem[]]>([
    ['no item', () => []],
    ['more than 100 items', () => Array.from({ length: 101 }, () => deletion(newKey()))],
    ['an item of no operation', () => [{}]],
    [
      'an item of two operations',
      () => [{ ...deletion(newKey()), Put: { TableName: table.name, Item: itemOf(newKey()) } }],
    ],
    ['a key of another table', () => [{ Delete: { TableName: table.name, Key: { PK: { S: 'x' } } } }]],
    [
      'an expression that is none',
      () => [
        {
          Delete: {
            ...deletion(newKey()).Delete,
            TableName: table.name,
            Key: attributesOf(newKey()),
            ConditionExpression: '=',
          },
        },
      ],
    ],
  ])('is refused for %s', async (_, items) => {
    await expect(sendItems(items())).rejects.toThrow(
      expect.objectContaining({ name: expect.stringMatching(/^(ValidationException|TransactionCanceledException)$/) }),
    );
  });
});
