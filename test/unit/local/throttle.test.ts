import { expect, test } from 'vitest';
import { createThrottle } from '../../../lib/local/deployment.ts';

test('the throttle gives out the burst at once, and then at the rate', () => {
  let now = 0;
  const admit = createThrottle({ rate: 2, burst: 3 }, () => now);
  const admitted = (count: number) => Array.from({ length: count }, () => admit()).filter(Boolean).length;
  expect(admitted(5)).toBe(3);
  now += 500;
  expect(admitted(5)).toBe(1);
  now += 60_000;
  expect(admitted(5)).toBe(3);
});
