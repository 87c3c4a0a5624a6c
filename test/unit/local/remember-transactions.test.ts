import { describe, expect, test } from 'vitest';
import type { TransactionRequest } from '../../../lib/local/transactions/parse-transaction.ts';
import { rememberTransactions } from '../../../lib/local/transactions/remember-transactions.ts';

const TEN_MINUTES = 10 * 60 * 1000;
const request = (token: string | undefined, table = 'table'): TransactionRequest => ({
  TransactItems: [{ Delete: { TableName: table, Key: {} } }],
  ClientRequestToken: token,
});

describe('a transaction with a token', () => {
  test('is made once within ten minutes, and again after them', async () => {
    let now = 0;
    let made = 0;
    const make = rememberTransactions(
      async () => ({ made: ++made }),
      () => now,
    );
    expect(await make(request('one'))).toStrictEqual({ made: 1 });
    now = TEN_MINUTES;
    expect(await make(request('one'))).toStrictEqual({ made: 1 });
    expect(await make(request('other'))).toStrictEqual({ made: 2 });
    now++;
    expect(await make(request('one'))).toStrictEqual({ made: 3 });
  });

  test('is refused while another one with the token is in progress', async () => {
    const { promise, resolve } = Promise.withResolvers<object>();
    const make = rememberTransactions(() => promise);
    const first = make(request('one'));
    await expect(make(request('one'))).rejects.toMatchObject({
      statusCode: 400,
      body: { __type: expect.stringContaining('#TransactionInProgressException') },
    });
    resolve({});
    expect(await first).toStrictEqual({});
  });

  test('is refused when the token belongs to another transaction', async () => {
    const make = rememberTransactions(async () => ({}));
    await make(request('one'));
    await expect(make(request('one', 'other'))).rejects.toMatchObject({
      statusCode: 400,
      body: { __type: expect.stringContaining('#IdempotentParameterMismatchException') },
    });
  });

  test('leaves the token free when it fails', async () => {
    let made = 0;
    const make = rememberTransactions(async () => {
      if (made++ === 0) throw new Error('canceled');
      return {};
    });
    await expect(make(request('one'))).rejects.toThrow('canceled');
    expect(await make(request('one'))).toStrictEqual({});
  });
});

test('transactions without a token are all made', async () => {
  let made = 0;
  const make = rememberTransactions(async () => ({ made: ++made }));
  await make(request(undefined));
  expect(await make(request(undefined))).toStrictEqual({ made: 2 });
});
