import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
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

/** The one table. Its names and keys come from `lib/table/schema.ts`. In prod nothing deletes it by accident. */
export class OrganizationsTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, { environment }: Configuration) {
    super(scope, id);
    const isProd = environment === 'prod';
    this.table = new TableV2(this, 'Organizations', {
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
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: isProd,
      removalPolicy: isProd ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
