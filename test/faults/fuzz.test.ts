import { expect, test } from 'vitest';
import { createFuzz } from '../fuzz/fuzz-credentials.ts';
import { seed } from '../support/soak.ts';

const CASES = 20_000;

test(`of ${CASES} mutated credentials each is decided rightly, and none is repeated in the log`, async () => {
  const { admitted, byMutation, failures } = await createFuzz(seed).run(0, CASES);
  expect(failures).toEqual([]);
  // some must be let in, or nothing was shown of those that were not
  expect(admitted).toBeGreaterThan(CASES / 100);
  expect(Object.keys(byMutation).length).toBeGreaterThan(25);
});

test('a case is the same each time, and not the same for another seed', () => {
  const [one, again, other] = [createFuzz(1), createFuzz(1), createFuzz(2)].map((fuzz) =>
    Array.from({ length: 200 }, (_, index) => fuzz.createCase(index)).filter(({ how }) => how.startsWith('key')),
  );
  expect(one).toEqual(again);
  expect(one).not.toEqual(other);
});
