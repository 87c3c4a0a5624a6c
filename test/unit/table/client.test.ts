import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createTableClient } from '../../../lib/table/client.ts';

test('the SDK has a configuration to copy that V8 copies at once, and it stays so', () => {
  setFlagsFromString('--allow-natives-syntax');
  const hasFastProperties = runInThisContext('(object) => %HasFastProperties(object)');
  const { config } = createTableClient();
  expect(hasFastProperties(config)).toBe(true);
  config.systemClockOffset = 5;
  expect(hasFastProperties(config)).toBe(true);
});
