/** What each alarm watches, and when it is raised. Whoever changes a number here changes when somebody is woken. */
import { expect, test } from 'vitest';
import { describeAlarms, findSettings, metricsOf, synthesizeSettings } from './describe-settings.ts';
import { RECORDED_METRICS } from './recorded-metrics.ts';
import { VARIANTS } from './variants.ts';

/** A line an alarm, and under it what it computes with. `>= 5 in 1 of 5`: five or more in one of the last five periods. */
const ALARMS = `
ServerErrors >= 5 in 1 of 5, missing: notBreaching
  Sum of 60 s: AWS/ApiGateway 5XXError ApiName=Organizations Stage=v1
PartialAnswers >= 1 in 1 of 5, missing: notBreaching
  Sum of 60 s: Organizations PartialAnswers service=list-organizations
Defects >= 1 in 1 of 5, missing: notBreaching
  SUM([FILL(m0, 0),FILL(m1, 0),FILL(m2, 0),FILL(m3, 0),FILL(m4, 0),FILL(m5, 0),FILL(m6, 0),FILL(m7, 0),FILL(m8, 0)])
  Sum of 60 s: Organizations FailedAuthentications kind=broken-item service=authorizer
  Sum of 60 s: Organizations FailedRequests kind=broken-item service=list-organizations
  Sum of 60 s: Organizations PartialAnswers kind=broken-item service=list-organizations
  Sum of 60 s: Organizations FailedAuthentications kind=table-refused service=authorizer
  Sum of 60 s: Organizations FailedRequests kind=table-refused service=list-organizations
  Sum of 60 s: Organizations PartialAnswers kind=table-refused service=list-organizations
  Sum of 60 s: Organizations FailedAuthentications kind=internal service=authorizer
  Sum of 60 s: Organizations FailedRequests kind=internal service=list-organizations
  Sum of 60 s: Organizations PartialAnswers kind=internal service=list-organizations
FailedAuthentications >= 5 in 1 of 5, missing: notBreaching
  Sum of 60 s: Organizations FailedAuthentications service=authorizer
Denials >= 200 in 1 of 5, missing: notBreaching
  Sum of 60 s: Organizations Denials service=authorizer
SlowReads >= 1 in 1 of 5, missing: notBreaching
  Sum of 60 s: Organizations SlowReads service=list-organizations
Latency >= 10000 in 12 of 15, missing: notBreaching
  p99 of 60 s: AWS/ApiGateway Latency ApiName=Organizations Stage=v1
NearThrottling >= 24000 in 3 of 5, missing: notBreaching
  Sum of 60 s: AWS/ApiGateway Count ApiName=Organizations Stage=v1
TableThrottles >= 10 in 1 of 5, missing: notBreaching
  FILL(table, 0) + FILL(index, 0)
  Sum of 60 s: AWS/DynamoDB ReadThrottleEvents TableName={TableOrganizations}
  Sum of 60 s: AWS/DynamoDB ReadThrottleEvents GlobalSecondaryIndexName=GSI1 TableName={TableOrganizations}
AuthorizerThrottles >= 1 in 1 of 5, missing: notBreaching
  Sum of 60 s: AWS/Lambda Throttles FunctionName={AuthorizerFunction} Resource={AuthorizerFunction}:live
AuthorizerErrors >= 5 in 1 of 5, missing: notBreaching
  Sum of 60 s: AWS/Lambda Errors FunctionName={AuthorizerFunction} Resource={AuthorizerFunction}:live
ListOrganizationsThrottles >= 1 in 1 of 5, missing: notBreaching
  Sum of 60 s: AWS/Lambda Throttles FunctionName={ListOrganizationsFunction} Resource={ListOrganizationsFunction}:live
ListOrganizationsErrors >= 1 in 1 of 5, missing: notBreaching
  Sum of 60 s: AWS/Lambda Errors FunctionName={ListOrganizationsFunction} Resource={ListOrganizationsFunction}:live
ExpireTrialsThrottles >= 1 in 1 of 5, missing: notBreaching
  Sum of 60 s: AWS/Lambda Throttles FunctionName={ExpireTrialsFunction} Resource={ExpireTrialsFunction}:live
ExpireTrialsErrors >= 1 in 1 of 5, missing: notBreaching
  Sum of 60 s: AWS/Lambda Errors FunctionName={ExpireTrialsFunction} Resource={ExpireTrialsFunction}:live
TrialsBehind >= 1 in 3 of 3, missing: breaching
  FILL(unfinished, 1)
  Minimum of 86400 s: Organizations UnfinishedRuns service=expire-trials
`;

const template = synthesizeSettings(VARIANTS.default);

test('every alarm is what this list says', () => {
  expect(describeAlarms(template)).toEqual(ALARMS.trim().split('\n'));
});

test('a stack with a limit of reads has an alarm on what that refuses, and no other alarm more', () => {
  const limited = describeAlarms(synthesizeSettings({ ...VARIANTS.default, maxReadUnits: '1000' }));
  expect(limited.filter((line) => !ALARMS.includes(line))).toEqual([
    'TableReadLimit >= 10 in 1 of 5, missing: notBreaching',
    '  Sum of 60 s: AWS/DynamoDB ReadMaxOnDemandThroughputThrottleEvents TableName={TableOrganizations}',
    '  Sum of 60 s: AWS/DynamoDB ReadMaxOnDemandThroughputThrottleEvents GlobalSecondaryIndexName=GSI1 TableName={TableOrganizations}',
  ]);
});

test("an alarm on the functions' own metrics watches what they emit, by its dimensions", () => {
  const watched = findSettings(template, 'AWS::CloudWatch::Alarm').flatMap(([, alarm]) =>
    metricsOf(alarm).flatMap(({ MetricStat }) => {
      if (MetricStat?.Metric.Namespace !== 'Organizations') return [];
      const { MetricName, Dimensions } = MetricStat.Metric;
      return [
        { metric: MetricName, dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])) },
      ];
    }),
  );
  expect(watched).toHaveLength(14);
  for (const { metric, dimensions } of watched) {
    const { service, ...split } = dimensions;
    const emitted = RECORDED_METRICS[metric];
    expect([metric, service]).toEqual([metric, emitted?.service]);
    expect([[], [emitted?.splitBy]]).toContainEqual(Object.keys(split));
  }
});
