import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { TableRefusedError, TableUnavailableError } from '../../../lib/table/errors.ts';
import { getItem, getItems } from '../../../lib/table/get.ts';
import { userKey } from '../../../lib/table/keys.ts';
import { queryPages } from '../../../lib/table/query.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

const { proxy, table } = await startProxiedTable();

const ok = (body: object) => ({
  status: 200,
  body: JSON.stringify({ ConsumedCapacity: { CapacityUnits: 0.5 }, ...body }),
});
const okBatch = (body: object) => ok({ ConsumedCapacity: [{ CapacityUnits: 2 }, { CapacityUnits: 1 }], ...body });
const error = (status: number, name: string) => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' }),
});
const item = (id: number) => ({ PK: { S: userKey(id).PK }, SK: { S: 'USER' } });
const query = { condition: 'PK = :p', values: { ':p': 'ORG#1' } };
const readQuery = async () => {
  const pages = [];
  for await (const page of queryPages(table, query)) pages.push(page);
  return pages;
};

describe('one item', () => {
  test('is read strongly consistent, and its cost is counted', async () => {
    proxy.react = () => ok({ Item: item(1) });
    const consumption = { units: 1 };
    expect(await getItem(table, userKey(1), { consumption })).toEqual(item(1));
    expect(consumption.units).toBe(1.5);
    expect(proxy.requests[0]?.input).toMatchObject({ TableName: 'table', Key: item(1), ConsistentRead: true });
  });

  test('is undefined when the table has none', async () => {
    proxy.react = () => ok({});
    expect(await getItem(table, userKey(1))).toBeUndefined();
  });

  test.each([
    ['empty', ''],
    ['an empty object', '{}'],
    ['cut short', '{"ConsumedCapacity":{"Capac'],
    ['HTML', '<html>'],
  ])('is never missing because the answer is %s', async (_, body) => {
    proxy.react = () => ({ status: 200, body });
    await expect(getItem(table, userKey(1))).rejects.toThrow(TableUnavailableError);
  });
});

describe('a read', () => {
  test('succeeds after two failures', async () => {
    proxy.react = (_, count) => (count < 2 ? error(500, 'InternalServerError') : ok({ Item: item(1) }));
    expect(await getItem(table, userKey(1))).toEqual(item(1));
    expect(proxy.requests).toHaveLength(3);
  });

  test.each(['InternalServerError', 'ProvisionedThroughputExceededException', 'ThrottlingException'])(
    'that keeps failing with %s finds the table unavailable',
    async (name) => {
      proxy.react = () => error(name === 'InternalServerError' ? 500 : 400, name);
      await expect(getItem(table, userKey(1))).rejects.toThrow(TableUnavailableError);
      expect(proxy.requests.length).toBeGreaterThan(1);
    },
  );

  test.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])(
    'that fails with %s is refused, once and for all',
    async (name) => {
      proxy.react = () => error(400, name);
      await expect(getItem(table, userKey(1))).rejects.toThrow(TableRefusedError);
      expect(proxy.requests).toHaveLength(1);
    },
  );

  test.each(['hang', 'reset'] as const)('is over within its limit when the table does %s', async (reaction) => {
    proxy.react = () => reaction;
    await expect(getItem(table, userKey(1))).rejects.toThrow(TableUnavailableError);
  });

  test('throws the reason of the signal that ends it', async () => {
    proxy.react = () => 'hang';
    const reason = new Error('no longer wanted');
    const controller = new AbortController();
    const reading = getItem(table, userKey(1), { signal: controller.signal });
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await expect(getItem(table, userKey(1), { signal: controller.signal })).rejects.toBe(reason);
  });

  test('of an unreachable table finds it unavailable', async () => {
    const client = new DynamoDBClient({ endpoint: 'http://127.0.0.1:1', region: 'x', maxAttempts: 1 });
    await expect(getItem({ client, name: 'table' }, userKey(1))).rejects.toThrow(TableUnavailableError);
    client.destroy();
  });
});

describe('a query', () => {
  test('gives every page once, empty ones too', async () => {
    const pages = [
      ok({ Items: [item(1)], LastEvaluatedKey: item(1) }),
      ok({ Items: [], LastEvaluatedKey: item(2) }),
      ok({ Items: [item(3)] }),
    ];
    proxy.react = (_, count) => pages[count] ?? 'reset';
    expect(await readQuery()).toEqual([[item(1)], [], [item(3)]]);
    expect(proxy.requests.map(({ input }) => input['ExclusiveStartKey'])).toEqual([undefined, item(1), item(2)]);
  });

  test('bounds its first page where somebody waits for it, and no other', async () => {
    const pages = [ok({ Items: [item(1)], LastEvaluatedKey: item(1) }), ok({ Items: [item(2)] })];
    proxy.react = (_, count) => pages[count] ?? 'reset';
    for await (const page of queryPages(table, { ...query, firstLimit: 7 })) expect(page).toHaveLength(1);
    expect(proxy.requests.map(({ input }) => input['Limit'])).toEqual([7, undefined]);
  });

  test('reads a page only when it is wanted', async () => {
    proxy.react = () => ok({ Items: [item(1)], LastEvaluatedKey: item(1) });
    for await (const page of queryPages(table, query)) {
      expect(page).toEqual([item(1)]);
      break;
    }
    expect(proxy.requests).toHaveLength(1);
  });

  test('that always names the same page as the next finds the table unavailable', async () => {
    proxy.react = () => ok({ Items: [item(1)], LastEvaluatedKey: item(1) });
    await expect(readQuery()).rejects.toThrow('the same page again and again');
  });

  test('that never ends is ended at a thousand pages', async () => {
    proxy.react = (_, count) => ok({ Items: [], LastEvaluatedKey: item(count) });
    await expect(readQuery()).rejects.toThrow('more than 1000 pages');
    expect(proxy.requests).toHaveLength(1000);
  });

  test('without items is no answer', async () => {
    proxy.react = () => ok({});
    const error = new TableUnavailableError('the table answered a query without its items');
    await expect(readQuery()).rejects.toThrow(error);
  });
});

describe('several items', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, id) => userKey(id));

  test('are read in batches of a hundred', async () => {
    proxy.react = () => okBatch({ Responses: { table: [item(1)] } });
    const consumption = { units: 0 };
    expect(await getItems(table, keys(201), { consistent: true, consumption })).toHaveLength(3);
    const batches = proxy.requests.map(({ input }) => JSON.stringify(input).match(/"PK"/g)?.length);
    expect(batches.sort()).toEqual([1, 100, 100]);
    expect(JSON.stringify(proxy.requests[0]?.input)).toContain('"ConsistentRead":true');
    expect(consumption.units).toBe(9);
  });

  test('cost no request when there are none', async () => {
    expect(await getItems(table, [], { consistent: false })).toEqual([]);
    expect(proxy.requests).toHaveLength(0);
  });

  test('that were left unprocessed are asked for again', async () => {
    proxy.react = (_, count) =>
      count === 0
        ? okBatch({ Responses: { table: [item(0)] }, UnprocessedKeys: { table: { Keys: [item(1)] } } })
        : okBatch({ Responses: { table: [item(1)] }, UnprocessedKeys: {} });
    expect(await getItems(table, keys(2), { consistent: false })).toEqual([item(0), item(1)]);
    expect(JSON.stringify(proxy.requests[1]?.input)).not.toContain(userKey(0).PK);
  });

  test('that stay unprocessed find the table unavailable, after a few rounds', async () => {
    proxy.react = () => okBatch({ Responses: {}, UnprocessedKeys: { table: { Keys: [item(1)] } } });
    await expect(getItems(table, keys(2), { consistent: false })).rejects.toThrow('unprocessed');
    expect(proxy.requests).toHaveLength(6);
  });

  test.each([{}, { Responses: {} }, { Responses: { other: [] } }])(
    'without a part for the items are no answer: %j',
    async (body) => {
      proxy.react = () => okBatch(body);
      const error = new TableUnavailableError('the table answered a batch without its items');
      await expect(getItems(table, keys(1), { consistent: false })).rejects.toThrow(error);
    },
  );

  test('of which all were left unprocessed, and nothing else said, are asked for again', async () => {
    proxy.react = (_, count) =>
      count === 0
        ? okBatch({ UnprocessedKeys: { table: { Keys: [item(1)] } } })
        : okBatch({ Responses: { table: [item(1)] } });
    expect(await getItems(table, [userKey(1)], { consistent: false })).toEqual([item(1)]);
  });

  test('that do not exist are an empty part, not a missing one', async () => {
    proxy.react = () => okBatch({ Responses: { table: [] } });
    expect(await getItems(table, keys(1), { consistent: false })).toEqual([]);
  });
});
