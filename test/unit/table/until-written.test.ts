import { expect, test, vi } from 'vitest';
import { TableUnavailableError } from '../../../lib/table/errors.ts';
import { untilWritten } from '../../../lib/table/until-written.ts';

test('an attempt is repeated until its condition held, and knows whether it is the first', async () => {
  const attempt = vi.fn<(isFirst: boolean) => Promise<boolean | undefined>>();
  attempt.mockResolvedValueOnce(undefined).mockResolvedValueOnce(undefined).mockResolvedValue(false);
  expect(await untilWritten(attempt)).toBe(false);
  expect(attempt.mock.calls).toEqual([[true], [false], [false]]);
});

test('ten attempts in vain find the table unavailable', async () => {
  const attempt = vi.fn(async () => undefined);
  const error = await untilWritten(attempt).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TableUnavailableError);
  expect(error).toHaveProperty('message', 'an item was changed by others 10 times');
  expect(attempt).toHaveBeenCalledTimes(10);
});
