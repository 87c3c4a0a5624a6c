import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { INDEX_NAME } from '../../lib/table/schema.ts';
import type { Monitoring } from './monitoring.ts';

/** Adds the table's alarm and its graphs. */
export const addTableAlarms = (table: ITableV2, monitoring: Monitoring) => {
  const usingMetrics = { table: ofTable(table, 'ReadThrottleEvents'), index: ofIndex(table, 'ReadThrottleEvents') };
  // DynamoDB reports no data point when nothing was throttled, and a sum with a missing value is missing.
  const expression = 'FILL(table, 0) + FILL(index, 0)';
  const throttles = new MathExpression({ expression, usingMetrics, label: 'throttled', period: Duration.minutes(1) });
  monitoring.addAlarm('TableThrottles', {
    metric: throttles,
    threshold: 10,
    means: 'The table throttles reads beyond its throughput. Clients wait for retries, or get 503.',
    lookAt: 'consumed read units on the dashboard, and which principal asks most (a runaway client, in the runbook).',
    action:
      "stop that client, or raise maxReadUnits or the table's quota of reads; one hot organization can only be asked less often.",
  });
  monitoring.addGraphs({
    'Table: throttled reads': [throttles],
    'Table: consumed read units': [
      ofTable(table, 'ConsumedReadCapacityUnits'),
      ofIndex(table, 'ConsumedReadCapacityUnits'),
    ],
  });
};

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
