import { type Comparison, sumSeconds, toLoad } from './comparison.ts';
import { computeHottest, type Facts } from './compute-reads.ts';
import { computeSplits } from './compute-splits.ts';
import { QUOTAS, SPLIT_MINUTES } from './quotas.ts';
import { type Second, simulateTable } from './simulate-table.ts';

/** How much more than a partition serves is read of the organization. */
const FACTOR = 3.6;

/** As long as it is simulated. */
export const HOT_MINUTES = 60;

const refusedOf = (seconds: readonly Second[]): number =>
  sumSeconds(seconds, 'busiestRefused') / Math.max(1, sumSeconds(seconds, 'busiestAsked'));

const minutesOf = (seconds: readonly Second[], start: number, end: number) => seconds.slice(start * 60, end * 60);

/** The first minute from which on less than a hundredth is refused: chance never ends. */
const findRelief = (seconds: readonly Second[]): number => {
  let minute = HOT_MINUTES;
  while (minute > 0 && refusedOf(minutesOf(seconds, minute - 1, minute)) <= 0.01) minute -= 1;
  return minute;
};

/** One organization that is read for more than a partition serves, first alone, then with all that its requests read. */
export const compareHotOrganization = (facts: Facts): Comparison[] => {
  const load = toLoad(facts);
  const units = FACTOR * QUOTAS.partitionUnits;
  const splits = computeSplits(units, { ...computeHottest(facts), unitsOfProfile: 0, unitsOfKey: 0 });
  const rateAt = () => ({ busiest: units / load.unitsInCollection, others: 0 });
  const simulate = (unitsElsewhere: number) =>
    simulateTable({ ...load, unitsElsewhere, seconds: HOT_MINUTES * 60, rateAt });
  const alone = simulate(0);
  const refusals = Array.from({ length: splits.doublings + 1 }, (_, period): Comparison => {
    const [start, end] = [period * SPLIT_MINUTES, (period + 1) * SPLIT_MINUTES];
    return {
      ...{ figure: `hot: refused after ${start} minutes`, unit: 'share', reason: load.reason },
      model: Math.max(splits.refusedForGood, 1 - (QUOTAS.partitionUnits * 2 ** period) / units),
      simulated: refusedOf(minutesOf(alone, start, end)),
    };
  });
  const model = splits.refusedForGood > 0 ? HOT_MINUTES : splits.minutes;
  const relief = (seconds: readonly Second[]) => ({ unit: 'minutes', model, simulated: findRelief(seconds) }) as const;
  return [
    ...refusals,
    { figure: 'hot: under 1 % refused after', ...relief(alone), reason: load.reason },
    { figure: 'hot, with its users, after', ...relief(simulate(load.unitsElsewhere)), reason: 'others' },
  ];
};
