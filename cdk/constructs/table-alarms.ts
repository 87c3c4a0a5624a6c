import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { INDEX_NAME } from '../../lib/table/schema.ts';
import type { Configuration } from '../configuration.ts';
import type { Monitoring } from './monitoring.ts';

/** How many reads within a minute may be throttled without an alarm, since the SDK repeats them. */
const THROTTLED_READS = 10;

/** Adds the table's alarms and its graphs. */
export const addTableAlarms = (table: ITableV2, monitoring: Monitoring, { maxReadUnits }: Configuration) => {
  const throttles = countThrottled(table, 'ReadThrottleEvents');
  monitoring.addAlarm('TableThrottles', {
    metric: throttles,
    threshold: THROTTLED_READS,
    means: 'The table throttles reads beyond its throughput. Clients wait for retries, or get 503.',
    lookAt: 'consumed read units on the dashboard, and which principal asks most (a runaway client, in the runbook).',
    action: "stop that client, or raise the table's quota of reads; one hot organization can only be asked less often.",
  });
  if (maxReadUnits !== undefined) {
    // AWS says of this metric alone that it counts what the table's own limit refuses
    monitoring.addAlarm('TableReadLimit', {
      metric: countThrottled(table, 'ReadMaxOnDemandThroughputThrottleEvents'),
      threshold: THROTTLED_READS,
      means: 'The table refuses reads beyond maxReadUnits. Clients wait for retries, or get 503.',
      lookAt: 'consumed read units on the dashboard, and which principal asks most (a runaway client, in the runbook).',
      action: 'stop that client, or deploy with a larger maxReadUnits if that many reads are meant.',
    });
  }
  monitoring.addGraphs({
    'Table: throttled reads': [throttles],
    'Table: consumed read units': [
      ofTable(table, 'ConsumedReadCapacityUnits'),
      ofIndex(table, 'ConsumedReadCapacityUnits'),
    ],
  });
};

/** The sum of a metric of throttled reads of the table and of its index. */
const countThrottled = (table: ITableV2, metricName: string) =>
  new MathExpression({
    // DynamoDB reports no data point when nothing was throttled, and a sum with a missing value is missing.
    expression: 'FILL(table, 0) + FILL(index, 0)',
    usingMetrics: { table: ofTable(table, metricName), index: ofIndex(table, metricName) },
    label: 'throttled',
    period: Duration.minutes(1),
  });

const ofTable = ({ tableName }: ITableV2, metricName: string, dimensions: Record<string, string> = {}) =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName, ...dimensions },
    statistic: Stats.SUM,
    period: Duration.minutes(1),
  });

const ofIndex = (table: ITableV2, metricName: string) =>
  ofTable(table, metricName, { GlobalSecondaryIndexName: INDEX_NAME });
