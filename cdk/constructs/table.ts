import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import { addTableAlarms } from './table-alarms.ts';

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
    addTableAlarms(table, monitoring, configuration);
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

  private createTable({ retainsData, replicas, replicaKeys, maxReadUnits, warmReadUnits }: Configuration) {
    const maximum = maxReadUnits === undefined ? {} : { maxReadRequestUnits: maxReadUnits };
    const warm = warmReadUnits === undefined ? {} : { warmThroughput: { readUnitsPerSecond: warmReadUnits } };
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
          ...maximum,
          ...warm,
        },
      ],
      timeToLiveAttribute: TTL_ATTRIBUTE,
      billing: Billing.onDemand(maximum),
      ...warm,
      ...(this.key === undefined ? {} : { encryption: TableEncryptionV2.customerManagedKey(this.key, keyArns) }),
      replicas: replicas.map((region) => ({ region })),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: retainsData,
      removalPolicy: retainsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
