import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfOverdueDates, isGracePeriodOver } from '../../../lib/organizations/lifecycle.ts';

const DAY = 24 * 60 * 60 * 1000;
const SECOND = 1000;

/** A time with as many digits as an ISO 8601 date may have: to the second or some fraction of it. */
const toDate = (time: number, precision: number): string => {
  const text = new Date(time).toISOString();
  if (precision === 0) return `${text.slice(0, 19)}Z`;
  return `${text.slice(0, 20)}${text.slice(20, 23).padEnd(9, '0').slice(0, precision)}Z`;
};

const now = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2100-01-01') });
const date = (around: number) =>
  fc
    .tuple(fc.integer({ min: around - 3 * SECOND, max: around + 3 * SECOND }), fc.integer({ min: 0, max: 9 }))
    .map(([time, precision]) => toDate(time, precision));

describe('the dates of trials that are over', () => {
  test('all sort before the end, however exact they are', () => {
    fc.assert(
      fc.property(
        now.chain((time) => fc.tuple(fc.constant(time), date(time - 30 * DAY))),
        ([time, trialExpiredDate]) => {
          fc.pre(isGracePeriodOver({ trialExpiredDate, trialUpgradedDate: null }, time));
          expect(`${trialExpiredDate}#0000000000000001` < endOfOverdueDates(time)).toBe(true);
        },
      ),
    );
  });

  test('are behind the end by two seconds at most', () => {
    fc.assert(
      fc.property(now, fc.integer({ min: 0, max: 9 }), (time, precision) => {
        expect(toDate(time - 30 * DAY + 2 * SECOND, precision) > endOfOverdueDates(time)).toBe(true);
      }),
    );
  });
});
