import type { computeHottest } from './compute-reads.ts';
import { QUOTAS, SPLIT_MINUTES } from './quotas.ts';

/** What of a load is refused, now and for good, and how often its limit must double until then. */
const computeDoublings = (load: number, limit: number, longRun: number, minutes: number) => {
  const doublings = Math.max(0, Math.ceil(Math.log2(Math.min(load, Math.max(limit, longRun)) / limit)));
  const refusedBy = (units: number) => Math.max(0, 1 - units / load);
  return {
    unitsPerSecond: load,
    refused: refusedBy(limit),
    refusedForGood: refusedBy(longRun),
    doublings,
    minutes: doublings * minutes,
  };
};

/**
 * What happens to reads of one collection that exceed one partition: DynamoDB halves the hottest part by sort key, again
 * and again, down to single items. What is saved for bursts is not counted on.
 * @param hottest other items that each request reads are a limit, too: no split divides them
 */
export const computeSplits = (unitsPerSecond: number, hottest: ReturnType<typeof computeHottest>) => {
  const { unitsInCollection, unitsOfProfile, unitsOfKey, items } = hottest;
  const mostRequests = QUOTAS.partitionUnits / Math.max(unitsOfProfile, unitsOfKey);
  const mostUnits = Math.min(mostRequests * unitsInCollection, QUOTAS.partitionUnits * items);
  return computeDoublings(unitsPerSecond, QUOTAS.partitionUnits, mostUnits, SPLIT_MINUTES);
};

/**
 * What happens to a table that is read for more than it serves at first.
 * @param warmUnits what that is, in units a second
 */
export const computeGrowth = (unitsPerSecond: number, warmUnits: number) =>
  computeDoublings(unitsPerSecond, warmUnits, QUOTAS.tableUnits, QUOTAS.doublingMinutes);
