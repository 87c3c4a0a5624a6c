import { describe, expect, test } from 'vitest';
import { inParallel } from '../../../lib/table/in-parallel.ts';

describe('work in parallel', () => {
  test('is done for each item once, by as many hands as are given and no more', async () => {
    const done: number[] = [];
    let working = 0;
    let most = 0;
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++working);
      await new Promise(setImmediate);
      done.push(item);
      working -= 1;
    });
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  test('takes an item only when there is a hand for it', async () => {
    let taken = 0;
    async function* items() {
      for (; taken < 100; ) yield ++taken;
    }
    const ahead: number[] = [];
    await inParallel(items(), 4, async (item) => {
      await new Promise(setImmediate);
      ahead.push(taken - item);
    });
    expect(Math.max(...ahead)).toBeLessThanOrEqual(8);
  });

  test('begins nothing more when one fails, and fails as that did', async () => {
    const begun: number[] = [];
    const failing = inParallel([1, 2, 3, 4, 5, 6, 7, 8, 9], 2, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('two');
      await new Promise(setImmediate);
    });
    await expect(failing).rejects.toThrow('two');
    expect(begun.length).toBeLessThan(5);
  });

  test('fails as the sequence does', async () => {
    async function* items() {
      yield 1;
      throw new Error('cut');
    }
    await expect(inParallel(items(), 2, async () => undefined)).rejects.toThrow('cut');
  });
});
