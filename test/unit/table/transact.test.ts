import { describe, expect, test } from 'vitest';
import { TableRefusedError, TableUnavailableError } from '../../../lib/table/errors.ts';
import { memberKey } from '../../../lib/table/keys.ts';
import { transactWrite, type Write } from '../../../lib/table/transact.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';
import { tableError } from '../../support/table-proxy.ts';

const { proxy, table } = await startProxiedTable();

const key = memberKey(1, 2);
const attributes = { PK: { S: key.PK }, SK: { S: key.SK } };
const admin = { role: { S: 'admin' } };
const check: Write = { check: key, expected: admin };
const made = { status: 200, body: JSON.stringify({ ConsumedCapacity: [{ CapacityUnits: 4 }, { CapacityUnits: 2 }] }) };
const canceled = (...codes: string[]) => ({
  status: 400,
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: 'Transaction cancelled, please refer cancellation reasons for specific reasons',
    CancellationReasons: codes.map((Code) => ({ Code })),
  }),
});

const pauses: number[] = [];
const pause = async (milliseconds: number) => {
  pauses.push(milliseconds);
};
const tokens = () => proxy.requests.map(({ input }) => input['ClientRequestToken']);

describe('a transaction', () => {
  test('sends each kind of write with its condition, and counts what it cost', async () => {
    proxy.react = () => made;
    const consumption = { units: 0 };
    const writes: Write[] = [
      { put: { ...attributes, ...admin } },
      { update: key, change: { set: admin, remove: ['leaving'], expected: { role: { S: 'guest' } } } },
      { delete: key, expected: { revoked: undefined } },
      { delete: key, expected: {} },
      check,
    ];
    expect(await transactWrite(table, writes, { consumption })).toBe(true);
    expect(consumption.units).toBe(6);
    const item = { TableName: 'table', Key: attributes };
    expect(proxy.requests[0]?.input).toStrictEqual({
      ClientRequestToken: expect.stringMatching(/^.{36}$/),
      ReturnConsumedCapacity: 'TOTAL',
      TransactItems: [
        {
          Put: {
            TableName: 'table',
            Item: { ...attributes, ...admin },
            ConditionExpression: 'attribute_not_exists(PK)',
          },
        },
        {
          Update: {
            ...item,
            UpdateExpression: 'SET #n0 = :v0 REMOVE #n1',
            ConditionExpression: '#n0 = :v1',
            ExpressionAttributeNames: { '#n0': 'role', '#n1': 'leaving' },
            ExpressionAttributeValues: { ':v0': { S: 'admin' }, ':v1': { S: 'guest' } },
          },
        },
        {
          Delete: {
            ...item,
            ConditionExpression: 'attribute_not_exists(#n0)',
            ExpressionAttributeNames: { '#n0': 'revoked' },
          },
        },
        { Delete: item },
        {
          ConditionCheck: {
            ...item,
            ConditionExpression: '#n0 = :v0',
            ExpressionAttributeNames: { '#n0': 'role' },
            ExpressionAttributeValues: { ':v0': { S: 'admin' } },
          },
        },
      ],
    });
  });

  test.each([[['None', 'ConditionalCheckFailed']], [['ConditionalCheckFailed', 'TransactionConflict']]])(
    'was not made when it was canceled for %j',
    async (codes) => {
      proxy.react = () => canceled(...codes);
      expect(await transactWrite(table, [check])).toBe(false);
      expect(proxy.requests).toHaveLength(1);
    },
  );

  test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is sent again with the same token after %s',
    async (code) => {
      pauses.length = 0;
      proxy.react = (_, count) => (count < 2 ? canceled('None', code) : made);
      expect(await transactWrite(table, [check], { pause })).toBe(true);
      expect(pauses).toHaveLength(2);
      expect(new Set(tokens()).size).toBe(1);
    },
  );

  test('finds the table unavailable when it always meets a conflict', async () => {
    pauses.length = 0;
    proxy.react = () => canceled('TransactionConflict');
    await expect(transactWrite(table, [check], { pause })).rejects.toThrow(TableUnavailableError);
    expect(proxy.requests).toHaveLength(8);
    expect(pauses.every((wait, index) => wait >= 0 && wait <= 50 * 2 ** index)).toBe(true);
  });

  test('is sent again while an earlier attempt of it is still in progress, also when the SDK has given up', async () => {
    proxy.react = (_, count) => (count < 3 ? tableError('TransactionInProgressException', 400) : made);
    expect(await transactWrite({ ...table, callLimitMs: 60_000 }, [check], { pause })).toBe(true);
    expect(proxy.requests).toHaveLength(4);
    expect(new Set(tokens()).size).toBe(1);
  });

  test('is sent again with the same token after a lost answer, and two have different tokens', async () => {
    proxy.react = (_, count) => (count === 0 ? 'reset' : made);
    expect(await transactWrite(table, [check])).toBe(true);
    const [first, second] = tokens();
    expect(second).toBe(first);
    await transactWrite(table, [check]);
    expect(tokens().at(-1)).not.toBe(first);
  });

  test.each([
    ['a reason that stays', canceled('None', 'ValidationError')],
    ['a reason that stays beside one that passes', canceled('TransactionConflict', 'ItemCollectionSizeLimitExceeded')],
    ['no reason', canceled()],
    ['AccessDeniedException', tableError('AccessDeniedException', 400)],
    ['IdempotentParameterMismatchException', tableError('IdempotentParameterMismatchException', 400)],
    ['ValidationException', tableError('ValidationException', 400)],
  ])('is refused, once and for all, for %s', async (_, reaction) => {
    proxy.react = () => reaction;
    await expect(transactWrite(table, [check])).rejects.toThrow(TableRefusedError);
    expect(proxy.requests).toHaveLength(1);
  });

  test.each([
    ['an empty answer', { status: 200, body: '' }, 1],
    ['errors of the table', tableError('InternalServerError', 500), 3],
  ])('does not count as made by %s, whose calls are made three times', async (_, reaction, attempts) => {
    proxy.react = () => reaction;
    await expect(transactWrite(table, [check], { pause })).rejects.toThrow(TableUnavailableError);
    expect(proxy.requests).toHaveLength(3 * attempts);
    expect(new Set(tokens()).size).toBe(1);
  });

  test('ends with the reason of its aborted signal', async () => {
    const reason = new Error('over');
    const signal = AbortSignal.abort(reason);
    await expect(transactWrite(table, [check], { signal })).rejects.toBe(reason);
  });

  test('has 1 to 100 writes', async () => {
    proxy.react = () => made;
    await expect(transactWrite(table, [])).rejects.toThrow(RangeError);
    await expect(transactWrite(table, Array(101).fill(check))).rejects.toThrow(RangeError);
    expect(await transactWrite(table, Array(100).fill(check))).toBe(true);
  });
});
