import { expect, test } from 'vitest';
import { createFuzz } from '../fuzz/fuzz-credentials.ts';
import { seed } from '../support/soak.ts';

const CASES = 20_000;

test(`of ${CASES} mutated credentials each is decided rightly, and none is repeated in the log`, async () => {
  const { admitted, byMutation, failures } = await createFuzz(seed).run(0, CASES);
  expect(failures).toEqual([]);
  // Some must be let in, or nothing was shown of those that were not
  expect(admitted).toBeGreaterThan(CASES / 100);
  expect(Object.keys(byMutation).length).toBeGreaterThan(25);
});

test('a case is the same each time, and not the same for another seed', () => {
  // But for tokens: their ECDSA signatures are random in part, so a character may by chance be changed to what it was
  const keysOf = (seed: number) => {
    const fuzz = createFuzz(seed);
    const cases = Array.from({ length: 200 }, (_, index) => fuzz.createCase(index));
    return cases.map(({ how, admits, headers }) => {
      const keys = headers['x-api-key'] ?? headers['X-API-Key'];
      return keys === undefined ? [how] : [how, keys, admits];
    });
  };
  const [one, again, other] = [1, 1, 2].map(keysOf);
  expect(one).toEqual(again);
  expect(one).not.toEqual(other);
});
