import { computeHottest, computeReads, type Facts, meanOf } from './compute-reads.ts';
import { QUOTAS } from './quotas.ts';

/** Milliseconds of both functions for a mean request, warm and on a cold start of both. */
export const computeDurations = ({ profiles, measured, question }: Facts) => {
  const list = meanOf(profiles, ({ listMs }) => listMs);
  const authorizer = meanOf(profiles, ({ authorizerMs }) => authorizerMs);
  const beyondMeasured = meanOf(profiles, ({ caller, listMs }) => listMs - measured.listMs[caller]);
  const laterTable = question['table-latency-ms'] - measured.tableMs;
  return {
    warm: { list, authorizer },
    cold: { list: measured.coldMs.list + beyondMeasured, authorizer: measured.coldMs.authorizer + laterTable },
  };
};

export type Limit = {
  readonly name: string;
  /** Requests a second, of all, with this mix. */
  readonly rate: number;
  /** What raises it. */
  readonly remedy: string;
};

/** Everything that throttles, the first one first. */
export const computeLimits = (facts: Facts): Limit[] => {
  const { question, profiles } = facts;
  const { table, index } = computeReads(profiles);
  const hottest = computeHottest(facts);
  const { warm, cold } = computeDurations(facts);
  const ofHottest = (units: number) => QUOTAS.partitionUnits / (hottest.share * units);
  const limits: Limit[] = [
    { name: "the stage's own limit", rate: question['stage-requests-per-second'], remedy: '-c requestsPerSecond' },
    { name: 'API Gateway, account', rate: QUOTAS.gatewayRequests, remedy: 'raise the quota' },
    {
      name: 'Lambda, executions at once',
      rate: (QUOTAS.concurrency * 1000) / (warm.list + warm.authorizer),
      remedy: 'raise the quota',
    },
    {
      name: 'Lambda, if all start cold',
      rate: Math.min(
        (QUOTAS.concurrency * 1000) / (cold.list + cold.authorizer),
        (QUOTAS.addedConcurrency * 1000) / Math.max(cold.list, cold.authorizer),
      ),
      remedy: '-c provisionedConcurrency',
    },
    {
      name: 'Lambda, calls a second',
      rate: (QUOTAS.concurrency * QUOTAS.callsPerExecution) / 2,
      remedy: 'raise the quota',
    },
    {
      name: 'the table before it grows',
      rate: question['warm-read-units'] / table,
      remedy: '-c warmReadUnits, or wait',
    },
    { name: 'the table, by its quota', rate: QUOTAS.tableUnits / table, remedy: 'raise the quota' },
    {
      name: 'the index before it grows',
      rate: question['warm-read-units'] / index,
      remedy: '-c warmReadUnits, or wait',
    },
    { name: 'busiest organization, unsplit', rate: ofHottest(hottest.unitsInCollection), remedy: 'wait for splits' },
    { name: 'its members, an item each', rate: ofHottest(hottest.unitsOfProfile), remedy: 'cache at the client' },
    { name: 'its key, one item', rate: ofHottest(hottest.unitsOfKey), remedy: 'issue several keys' },
  ];
  return limits.filter(({ rate }) => Number.isFinite(rate)).sort((a, b) => a.rate - b.rate);
};
