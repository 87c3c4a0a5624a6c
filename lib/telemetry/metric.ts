/**
 * What the functions count, by its name in CloudWatch. The dashboard and the alarms are made of these metrics; the service of
 * a metric is the folder of its function.
 *
 * | metric                 | is split by | one for each                                                    |
 * |------------------------|-------------|-----------------------------------------------------------------|
 * | Denials                | `reason`    | request that was refused for its credential                     |
 * | FailedAuthentications  | `kind`      | request whose caller could not be authenticated: a 503          |
 * | UnrecordedUses         |             | use of an API key whose time could not be recorded              |
 * | FailedRequests         | `kind`      | request that got a 500 or 503 instead of an answer              |
 * | PartialAnswers         | `kind`      | answer that ended in a failure after its first byte             |
 * | SlowReads              |             | process that reads the table in a slower way than it should     |
 * | ExpiredTrials          |             | organization that was deleted because its trial ended           |
 * | UnfinishedRuns         |             | run of expire-trials that left some for the next; 0 for each other one |
 */
export const METRIC = {
  denials: 'Denials',
  failedAuthentications: 'FailedAuthentications',
  unrecordedUses: 'UnrecordedUses',
  failedRequests: 'FailedRequests',
  partialAnswers: 'PartialAnswers',
  slowReads: 'SlowReads',
  expiredTrials: 'ExpiredTrials',
  unfinishedRuns: 'UnfinishedRuns',
} as const;

export type MetricName = (typeof METRIC)[keyof typeof METRIC];
