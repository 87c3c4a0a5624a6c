import { computeHottest, computeReads, type Facts } from './compute-reads.ts';
import { QUOTAS } from './quotas.ts';
import type { Load, Second } from './simulate-table.ts';

/** Why model and simulation part, by what the model leaves out. */
export const REASONS = {
  late: 'a request that is refused late has used units of other reads in vain',
  large: 'a request reads much of what a partition serves in a second: two collide',
  burst: 'the model counts on no burst: AWS promises none beyond a partition',
  others: 'the model counts its collection only, not what else the requests read',
} as const;

export type Comparison = {
  readonly figure: string;
  readonly unit: 'units/s' | 'share' | 'minutes';
  readonly model: number;
  readonly simulated: number;
  /** Holds where they differ. */
  readonly reason: keyof typeof REASONS;
};

/** Whether they are more than a tenth apart; a hundredth of all requests is too little to count. */
export const differs = ({ model, simulated, unit }: Comparison): boolean => {
  const distance = Math.abs(model - simulated);
  return distance > 0.1 * Math.max(model, simulated) && !(unit === 'share' && distance <= 0.01);
};

/** A request is large if it reads this part of what a partition serves in a second. */
const LARGE_SHARE = 0.1;

type ComparedLoad = Omit<Load, 'seconds' | 'rateAt'> & {
  /** Why more is refused than the model says. */
  readonly reason: Comparison['reason'];
};

/** What every simulation of these facts has in common. */
export const toLoad = ({ question, profiles }: Facts): ComparedLoad => {
  const { items, unitsInCollection } = computeHottest({ question, profiles });
  const { table } = computeReads(profiles);
  return {
    ...{ items, unitsInCollection },
    organizations: question.organizations,
    warmUnits: question['warm-read-units'],
    unitsElsewhere: table - unitsInCollection,
    reason: table > LARGE_SHARE * QUOTAS.partitionUnits ? 'large' : 'late',
  };
};

export const sumSeconds = (seconds: readonly Second[], name: keyof Second): number =>
  seconds.reduce((total, second) => total + second[name], 0);

/** The share of the requests that is refused. */
export const refusedOf = (seconds: readonly Second[]): number =>
  sumSeconds(seconds, 'refused') / Math.max(1, sumSeconds(seconds, 'asked'));
