import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  Billing,
  type ITableV2,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import {
  INDEX_NAME,
  INDEX_PARTITION_KEY,
  INDEX_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from '../../lib/table/schema.ts';
import type { Configuration } from '../configuration.ts';
import { createKeyStatements, type KeyAccess } from './key-statements.ts';
import type { Monitoring } from './monitoring.ts';

type OrganizationsTableProps = {
  readonly configuration: Configuration;
  readonly monitoring: Monitoring;
};

/**
 * The table: created here, or an existing one, such as a replica in this region or a table restored from a backup. Its
 * attribute and index names come from `lib/table/schema.ts`. If data is retained, the table cannot be deleted by
 * accident.
 */
export class OrganizationsTable extends Construct {
  readonly name: string;
  readonly arn: string;
  /** The tables that the functions may read. During a migration this includes the table that this one replaces. */
  readonly readableArns: readonly string[];
  private readonly key: IKey | undefined;
  private readonly keyArns: readonly string[];

  constructor(scope: Construct, id: string, { configuration, monitoring }: OrganizationsTableProps) {
    super(scope, id);
    const { existingTable, previousTable, previousTableKey } = configuration;
    this.key = this.findKey(configuration);
    this.keyArns = [this.key?.keyArn, previousTableKey].filter((arn) => arn !== undefined);
    // CDK's class does not quite match its interface: `tableId` is undefined where the interface omits it.
    const table = (
      existingTable === undefined
        ? this.createTable(configuration)
        : TableV2.fromTableName(this, 'Organizations', existingTable)
    ) as ITableV2;
    this.name = table.tableName;
    this.arn = table.tableArn;
    const previous = previousTable && TableV2.fromTableName(this, 'Previous', previousTable).tableArn;
    this.readableArns = previous === undefined ? [this.arn] : [this.arn, previous];
    addAlarms(table, monitoring);
  }

  /** The ARNs of the index of each readable table. */
  get readableIndexArns() {
    return this.readableArns.map((arn) => `${arn}/index/${INDEX_NAME}`);
  }

  /** The statements that callers need for a customer managed key, which DynamoDB uses on their behalf. */
  useKey(access: KeyAccess) {
    return createKeyStatements(this, this.keyArns, access);
  }

  private findKey({ tableKey, retainsData }: Configuration): IKey | undefined {
    if (tableKey === undefined) return undefined;
    if (tableKey !== 'new') return Key.fromKeyArn(this, 'Key', tableKey);
    return new Key(this, 'Key', {
      enableKeyRotation: true,
      removalPolicy: retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  private createTable({ retainsData, replicas, replicaKeys }: Configuration) {
    const keyArns = Object.fromEntries(
      replicaKeys.map((arn) => [Stack.of(this).splitArn(arn, ArnFormat.SLASH_RESOURCE_NAME).region, arn]),
    );
    return new TableV2(this, 'Organizations', {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: INDEX_NAME,
          partitionKey: { name: INDEX_PARTITION_KEY, type: AttributeType.STRING },
          sortKey: { name: INDEX_SORT_KEY, type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      timeToLiveAttribute: TTL_ATTRIBUTE,
      billing: Billing.onDemand(),
      ...(this.key === undefined ? {} : { encryption: TableEncryptionV2.customerManagedKey(this.key, keyArns) }),
      replicas: replicas.map((region) => ({ region })),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: retainsData,
      removalPolicy: retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}

const addAlarms = (table: ITableV2, monitoring: Monitoring) => {
  const usingMetrics = { table: ofTable(table, 'ReadThrottleEvents'), index: ofIndex(table, 'ReadThrottleEvents') };
  // DynamoDB reports no data point when nothing was throttled, and a sum with a missing value is missing.
  const expression = 'FILL(table, 0) + FILL(index, 0)';
  const throttles = new MathExpression({ expression, usingMetrics, label: 'throttled', period: Duration.minutes(1) });
  monitoring.addAlarm('TableThrottles', {
    metric: throttles,
    threshold: 10,
    means: 'The table throttles reads beyond its throughput. Clients wait for retries, or get 503.',
    lookAt: 'consumed read units on the dashboard, and which principal asks most (a runaway client, in the runbook).',
    action: "stop that client, or raise the table's quota of reads; one hot organization can only be asked less often.",
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
