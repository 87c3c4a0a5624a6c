import { compareHotOrganization } from './compare-hot-organization.ts';
import { type Comparison, refusedOf, sumSeconds, toLoad } from './comparison.ts';
import type { Facts } from './compute-reads.ts';
import { computeGrowth } from './compute-splits.ts';
import { QUOTAS, SPLIT_MINUTES } from './quotas.ts';
import { simulateTable } from './simulate-table.ts';

type ComparedLoad = ReturnType<typeof toLoad>;

/** Until the first split. */
const compareSteady = (load: ComparedLoad, rate: number): Comparison[] => {
  const { unitsPerSecond, refused } = computeGrowth(
    rate * (load.unitsInCollection + load.unitsElsewhere),
    load.warmUnits,
  );
  const rateAt = () => ({ busiest: 0, others: rate });
  const seconds = simulateTable({ ...load, seconds: SPLIT_MINUTES * 60, rateAt });
  const { reason } = load;
  return [
    {
      ...{ figure: 'steady: read of the table', unit: 'units/s', reason },
      model: Math.min(unitsPerSecond, load.warmUnits),
      simulated: sumSeconds(seconds, 'units') / seconds.length,
    },
    { figure: 'steady: refused', unit: 'share', reason, model: refused, simulated: refusedOf(seconds) },
  ];
};

/** A minute of ten times the rate, after five minutes of it. */
const SPIKE = { factor: 10, quietSeconds: 300, seconds: 60 } as const;

const compareSpike = (load: ComparedLoad, rate: number): Comparison[] => {
  const { refused } = computeGrowth(
    SPIKE.factor * rate * (load.unitsInCollection + load.unitsElsewhere),
    load.warmUnits,
  );
  const rateAt = (second: number) => ({
    busiest: 0,
    others: second < SPIKE.quietSeconds ? rate : SPIKE.factor * rate,
  });
  const simulate = (burstSeconds: number) => {
    const seconds = simulateTable({ ...load, burstSeconds, seconds: SPIKE.quietSeconds + SPIKE.seconds, rateAt });
    return refusedOf(seconds.slice(SPIKE.quietSeconds));
  };
  const figures = { unit: 'share', model: refused } as const;
  return [
    { figure: 'spike: refused', ...figures, simulated: simulate(0), reason: load.reason },
    { figure: 'spike, with a burst', ...figures, simulated: simulate(QUOTAS.burstSeconds), reason: 'burst' },
  ];
};

/** The model against the simulation: a steady load, a spike, and one hot organization. */
export const compareWithSimulation = (facts: Facts): Comparison[] => {
  const load = toLoad(facts);
  // With fewer, chance would decide
  const rate = Math.max(1, facts.question['requests-per-second']);
  return [...compareSteady(load, rate), ...compareSpike(load, rate), ...compareHotOrganization(facts)];
};
