import { describe, expect, it } from 'vitest';
import {
  INDEX_NAME,
  INDEX_PARTITION_KEY,
  INDEX_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from '../../lib/table/schema.ts';
import { findProperties, synthesize } from './synthesize.ts';

const keys = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
];

const TABLE = 'AWS::DynamoDB::GlobalTable';

describe('the table', () => {
  const prod = synthesize();

  it("has the schema's keys, its one index with keys only, and its time to live", () => {
    prod.resourceCountIs(TABLE, 1);
    prod.hasResourceProperties(TABLE, {
      KeySchema: keys(PARTITION_KEY, SORT_KEY),
      AttributeDefinitions: [PARTITION_KEY, SORT_KEY, INDEX_PARTITION_KEY, INDEX_SORT_KEY].map((name) => ({
        AttributeName: name,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: INDEX_NAME,
          KeySchema: keys(INDEX_PARTITION_KEY, INDEX_SORT_KEY),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  // cdk-nag's rule for it does not look at AWS::DynamoDB::GlobalTable.
  it.each(['dev', 'prod'])('can be restored to any point in time in %s', (environment) => {
    synthesize({ environment }).hasResourceProperties(TABLE, {
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  it('outlives the stack in prod and is protected from deletion', () => {
    prod.hasResource(TABLE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    prod.hasResourceProperties(TABLE, { Replicas: [{ DeletionProtectionEnabled: true }] });
  });

  it('goes with the stack in dev', () => {
    const dev = synthesize({ environment: 'dev' });
    dev.hasResource(TABLE, { DeletionPolicy: 'Delete' });
    const [{ Replicas }] = findProperties(dev, TABLE);
    expect(Replicas[0].DeletionProtectionEnabled).toBe(false);
  });
});
