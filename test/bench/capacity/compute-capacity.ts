import { ALARM_METRICS, computeMonth } from '../compute-month.ts';
import { computeDurations, computeLimits } from './compute-limits.ts';
import { computeHottest, computeReads, type Facts, meanOf } from './compute-reads.ts';
import { computeGrowth, computeSplits } from './compute-splits.ts';
import { QUOTAS } from './quotas.ts';

const computeBytes = ({ profiles, question }: Facts) => {
  const sent = meanOf(profiles, ({ sentBytes }) => sentBytes);
  return {
    answer: meanOf(profiles, ({ bytes }) => bytes),
    ofStream: Math.max(...profiles.map(({ sentBytes }) => sentBytes)) / QUOTAS.streamBytes,
    sent,
    sentPerSecond: sent * question['requests-per-second'],
  };
};

const computeDollars = ({ profiles, question, gigabytes }: Facts) => {
  const services = Object.keys(profiles[0]?.perMillion ?? {});
  const perMillion = Object.fromEntries(
    services.map((name) => [name, meanOf(profiles, ({ perMillion: dollars }) => dollars[name] ?? 0)]),
  );
  const dollarsPerMillion = Object.values(perMillion).reduce((sum, dollars) => sum + dollars, 0);
  const requestsPerMinute = question['requests-per-second'] * question['average-share'] * 60;
  const load = { requestsPerMinute, dollarsPerMillion, alarmMetrics: ALARM_METRICS, tableGigabytes: gigabytes };
  return { perMillion, dollarsPerMillion, month: computeMonth(load) };
};

/** What a deployment with this data and these requests reads, meets and costs. */
export const computeCapacity = (facts: Facts) => {
  const { question, profiles, gigabytes } = facts;
  const rate = question['requests-per-second'];
  const reads = computeReads(profiles);
  const hottest = computeHottest(facts);
  const { warm, cold } = computeDurations(facts);
  const atOnce = (ms: { readonly list: number; readonly authorizer: number }) => ({
    list: (rate * ms.list) / 1000,
    authorizer: (rate * ms.authorizer) / 1000,
  });
  return {
    rate,
    averageRate: rate * question['average-share'],
    gigabytes,
    reads,
    hottest: { ...hottest, rate: rate * hottest.share },
    splits: computeSplits(rate * hottest.share * hottest.unitsInCollection, hottest),
    growth: computeGrowth(rate * reads.table, question['warm-read-units']),
    limits: computeLimits(facts),
    lambda: { warm, cold, warmAtOnce: atOnce(warm), coldAtOnce: atOnce(cold) },
    gateway: { ofAccount: rate / QUOTAS.gatewayRequests, ofStage: rate / question['stage-requests-per-second'] },
    bytes: computeBytes(facts),
    dollars: computeDollars(facts),
  };
};

export type Capacity = ReturnType<typeof computeCapacity>;
