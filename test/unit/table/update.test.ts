import { describe, expect, test } from 'vitest';
import { TableUnavailableError } from '../../../lib/table/errors.ts';
import { memberKey } from '../../../lib/table/keys.ts';
import { createItem, deleteItem, updateItem } from '../../../lib/table/update.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import { tableError } from '../../support/table-proxy.ts';

const { proxy, table } = await startProxiedTable();

const key = memberKey(1, 2);
const admin = { role: { S: 'admin' } };
const made = { status: 200, body: JSON.stringify({ ConsumedCapacity: { CapacityUnits: 1 } }) };
const conflict = tableError('TransactionConflictException', 400);

describe.each([
  ['updated', (options: object) => updateItem(table, key, { set: admin, expected: admin }, options)],
  ['created', (options: object) => createItem(table, { PK: { S: key.PK }, SK: { S: key.SK } }, options)],
  ['deleted', (options: object) => deleteItem(table, key, admin, options)],
])('an item that is %s', (_, write) => {
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
  };

  test('is written after a transaction of others that was in the way', async () => {
    pauses.length = 0;
    proxy.react = (_request, count) => (count < 2 ? conflict : made);
    expect(await write({ pause })).toBe(true);
    expect(pauses).toHaveLength(2);
  });

  test('finds the table unavailable when one always is', async () => {
    proxy.react = () => conflict;
    await expect(write({ pause })).rejects.toThrow(TableUnavailableError);
    expect(proxy.requests).toHaveLength(8);
  });
});

test('a condition that does not hold is an answer, and not asked for again', async () => {
  proxy.react = () => tableError('ConditionalCheckFailedException', 400);
  expect(await updateItem(table, key, { set: admin, expected: admin })).toBe(false);
  expect(await deleteItem(table, key, admin)).toBe(false);
  expect(proxy.requests).toHaveLength(2);
});

describe('an item whose creation met one that is there', () => {
  const item = { PK: { S: key.PK }, SK: { S: key.SK }, role: { S: 'admin' } };
  const hold = (stored: object) => {
    const found = { status: 200, body: JSON.stringify({ Item: stored, ConsumedCapacity: { CapacityUnits: 1 } }) };
    proxy.react = ({ operation }) =>
      operation === 'GetItem' ? found : tableError('ConditionalCheckFailedException', 400);
  };

  test('was created, if it is the very same: the answer to the first attempt was lost', async () => {
    hold(item);
    expect(await createItem(table, item)).toBe(true);
  });

  test('was not, if it is another', async () => {
    hold({ ...item, role: { S: 'guest' } });
    expect(await createItem(table, item)).toBe(false);
  });
});
