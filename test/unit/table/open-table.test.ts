import { describe, expect, test } from 'vitest';
import { tableClientConfig } from '../../../lib/table/client.ts';
import { openTable, readTimeLimitFactor } from '../../../lib/table/open-table.ts';

describe('the limits of time of a function', () => {
  test('are those of production unless its environment lengthens them', () => {
    expect(readTimeLimitFactor({})).toBe(1);
    expect(readTimeLimitFactor({ TIME_LIMIT_FACTOR: '10' })).toBe(10);
    expect(openTable('a-table', () => undefined, 1)).toMatchObject({ name: 'a-table', callLimitMs: 2300 });
    expect(tableClientConfig(1).requestHandler).toMatchObject({
      connectionTimeout: 400,
      requestTimeout: 700,
      // It would only warn
      throwOnRequestTimeout: true,
      socketTimeout: 700,
    });
  });

  test('are all lengthened alike', () => {
    expect(openTable('a-table', () => undefined, 10).callLimitMs).toBe(23_000);
    expect(tableClientConfig(10).requestHandler).toMatchObject({
      connectionTimeout: 4000,
      requestTimeout: 7000,
      socketTimeout: 7000,
    });
  });

  test.each(['0', '0.5', '61', '-1', 'NaN', 'ten', ''])('are refused as %j times as long', (factor) => {
    expect(() => readTimeLimitFactor({ TIME_LIMIT_FACTOR: factor })).toThrow();
  });
});
