import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { getItem, getItems } from '../../../lib/table/get.ts';
import { userKey } from '../../../lib/table/keys.ts';
import { createReadAhead } from '../../../lib/table/read-ahead.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

const MEGABYTE = 1024 * 1024;
const CALLERS = 12;
const ITEM = { name: { S: 'x'.repeat(MEGABYTE) } };
const COST = { CapacityUnits: 1 };

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const heldBytes = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

const { proxy, table } = await startProxiedTable(10);

test.each([
  ['were wanted', true],
  ['were started in vain', false],
])('what is remembered holds no answers of reads that %s', async (_, isWanted) => {
  proxy.react = ({ operation }) => ({
    status: 200,
    body: JSON.stringify(
      operation === 'GetItem'
        ? { Item: ITEM, ConsumedCapacity: COST }
        : { Responses: { table: isWanted ? [ITEM] : [] }, ConsumedCapacity: [COST] },
    ),
  });
  const readAhead = createReadAhead();
  const answer = async (caller: string, wantsUser: boolean) => {
    const options = { consumption: { units: 0 } };
    const ahead = readAhead.start(table, caller, options);
    if (wantsUser) await getItem(ahead.table, userKey(1), options);
    await getItems(ahead.table, [userKey(2)], { consistent: false, ...options });
    await expect.poll(() => options.consumption.units, { interval: 1 }).toBe(2);
    ahead.remember();
  };
  const before = heldBytes();
  const callers = Array.from({ length: CALLERS }, (_, caller) => `${caller}`);
  for (const caller of callers) {
    await answer(caller, true);
    if (!isWanted) await answer(caller, false);
  }
  expect(heldBytes() - before).toBeLessThan((CALLERS / 2) * MEGABYTE);
  proxy.requests.length = 0;
  for (const caller of callers) readAhead.start(table, caller, {});
  await expect.poll(() => proxy.requests.length).toBe(isWanted ? 2 * CALLERS : CALLERS);
});
