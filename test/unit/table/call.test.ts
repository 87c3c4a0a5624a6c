import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callTable } from '../../../lib/table/call.ts';
import { CALL_LIMIT_MS } from '../../../lib/table/client.ts';
import { TableUnavailableError } from '../../../lib/table/errors.ts';

const client = new DynamoDBClient({ region: 'x' });
afterAll(() => client.destroy());
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Answers never, and fails when it is aborted, as the SDK does. */
const hang = ({ abortSignal }: { readonly abortSignal: AbortSignal }) =>
  new Promise<never>((_, reject) => abortSignal.addEventListener('abort', () => reject(new Error('aborted'))));

describe('a call', () => {
  test.each([
    [undefined, CALL_LIMIT_MS],
    [5000, 5000],
  ])('of a table whose limit is %s ends after %i ms', async (callLimitMs, limit) => {
    let failure: unknown;
    const table = { client, name: 'table', ...(callLimitMs === undefined ? {} : { callLimitMs }) };
    callTable(table, hang, {}).catch((error: unknown) => {
      failure = error;
    });
    await vi.advanceTimersByTimeAsync(limit - 1);
    expect(failure).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(failure).toBeInstanceOf(TableUnavailableError);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('keeps no timer and no listener when it was answered', async () => {
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, 'removeEventListener');
    const ConsumedCapacity = { CapacityUnits: 2 };
    const consumption = { units: 1 };
    await callTable({ client, name: 'table' }, async () => ({ ConsumedCapacity }), { signal, consumption });
    expect([vi.getTimerCount(), remove.mock.calls.length, consumption.units]).toEqual([0, 1, 3]);
  });

  test('leaves time for another attempt after one that hangs', () => {
    expect(CALL_LIMIT_MS).toBe(2300);
  });
});
