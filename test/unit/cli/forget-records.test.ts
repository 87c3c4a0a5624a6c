import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { readRecords } from '../../../lib/cli/import/read-records.ts';
import { NOW } from '../../support/build-records.ts';

const MEGABYTE = 1024 * 1024;
const COUNT = 12;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What the chunks of the input that are still held take, in bytes. */
const heldBytes = (): number => {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
};

/** An answer of many organizations, a megabyte and a chunk each. */
async function* answer() {
  yield Buffer.from('{"organizations":[');
  for (let id = 1; id <= COUNT; id++) {
    const separator = id === 1 ? '' : ',';
    yield Buffer.from(`${separator}{"id":${id},"name":"${'x'.repeat(MEGABYTE)}"}`);
  }
  yield Buffer.from('],"success":true}');
}

test('what was read of an answer is forgotten with its organization, also where the text of broken ones is kept', async () => {
  const before = heldBytes();
  let mostHeld = 0;
  let count = 0;
  for await (const { faults, text } of readRecords(answer(), { wantsText: true, isLenient: false, now: NOW })) {
    count += 1;
    expect([faults.length > 0, (text?.length ?? 0) > MEGABYTE]).toEqual([true, true]);
    mostHeld = Math.max(mostHeld, heldBytes() - before);
  }
  expect(count).toBe(COUNT);
  expect(mostHeld).toBeLessThan((COUNT / 2) * MEGABYTE);
});
