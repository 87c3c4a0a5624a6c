/**
 * What the functions emit, by the metric's name: the service, and the dimension that splits it.
 * `test/integration/telemetry.test.ts` and `test/integration/expire-trials-bundle.test.ts` hold it against what they write.
 */
export const RECORDED_METRICS: Readonly<Record<string, { readonly service: string; readonly splitBy?: string }>> = {
  Denials: { service: 'authorizer', splitBy: 'reason' },
  FailedAuthentications: { service: 'authorizer', splitBy: 'kind' },
  UnrecordedUses: { service: 'authorizer' },
  FailedRequests: { service: 'list-organizations', splitBy: 'kind' },
  PartialAnswers: { service: 'list-organizations', splitBy: 'kind' },
  SlowReads: { service: 'list-organizations' },
  ExpiredTrials: { service: 'expire-trials' },
  UnfinishedRuns: { service: 'expire-trials' },
};
