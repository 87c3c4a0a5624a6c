import { describe, expect, test } from 'vitest';
import {
  INDEX_NAME,
  INDEX_PARTITION_KEY,
  INDEX_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from '../../lib/table/schema.ts';
import { TABLE_DEFINITION, TIME_TO_LIVE } from '../../lib/table/table-definition.ts';
import { findProperties, synthesize } from './synthesize.ts';
import { VARIANTS } from './variants.ts';

const keys = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
];

const TABLE = 'AWS::DynamoDB::GlobalTable';

describe('the table', () => {
  const prod = synthesize();
  const everything = synthesize(VARIANTS.everything);

  test("has the schema's keys, its one index with keys only, and its time to live", () => {
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

  test('has no limit and no warm throughput of its own, unless they are given', () => {
    expect(JSON.stringify(findProperties(prod, TABLE))).not.toMatch(/Throughput/);
  });

  test('reads at most, and at once, what is given, in the table, its index and each replica', () => {
    const [{ Replicas, WarmThroughput, GlobalSecondaryIndexes }] = findProperties(everything, TABLE);
    const limit = { ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 30_000 } };
    expect(Replicas).toEqual(
      ['eu-west-1', 'us-east-1', 'eu-central-1'].map((Region) =>
        expect.objectContaining({ Region, ...limit, GlobalSecondaryIndexes: [{ IndexName: INDEX_NAME, ...limit }] }),
      ),
    );
    const warm = { ReadUnitsPerSecond: 20_000 };
    expect([WarmThroughput, GlobalSecondaryIndexes[0].WarmThroughput]).toEqual([warm, warm]);
  });

  // cdk-nag's rule for it does not look at AWS::DynamoDB::GlobalTable.
  test.each(['dev', 'prod'])('can be restored to any point in time in %s', (environment) => {
    synthesize({ environment }).hasResourceProperties(TABLE, {
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  test('is what the command line has DynamoDB create from files', () => {
    const [{ TimeToLiveSpecification, ...properties }] = findProperties(prod, TABLE);
    const names = Object.keys(TABLE_DEFINITION);
    expect(names).toEqual(['AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes', 'BillingMode']);
    expect(Object.fromEntries(names.map((name) => [name, properties[name]]))).toEqual(TABLE_DEFINITION);
    expect(TimeToLiveSpecification).toEqual(TIME_TO_LIVE);
  });

  test('outlives the stack in prod and is protected from deletion', () => {
    prod.hasResource(TABLE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    prod.hasResourceProperties(TABLE, { Replicas: [{ DeletionProtectionEnabled: true }] });
  });

  test('goes with the stack in dev', () => {
    const dev = synthesize({ environment: 'dev' });
    dev.hasResource(TABLE, { DeletionPolicy: 'Delete' });
    const [{ Replicas }] = findProperties(dev, TABLE);
    expect(Replicas[0].DeletionProtectionEnabled).toBe(false);
  });

  test("is encrypted by AWS's own key, or by one of the customer that is rotated and that only the functions may use", () => {
    prod.resourceCountIs('AWS::KMS::Key', 0);
    everything.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
    everything.hasResourceProperties(TABLE, { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } });
    const uses = findProperties(everything, 'AWS::IAM::Policy').flatMap(({ PolicyDocument, Roles }) =>
      PolicyDocument.Statement.filter(({ Action }: { Action: unknown }) => JSON.stringify(Action).includes('kms:')).map(
        ({ Action, Resource, Condition }: Record<string, unknown>) => ({
          role: Roles[0].Ref,
          Action,
          Resource,
          Condition,
        }),
      ),
    );
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^TableKey/), 'Arn'] };
    const Condition = { StringEquals: { 'kms:ViaService': 'dynamodb.eu-central-1.amazonaws.com' } };
    const read = ['kms:Decrypt', 'kms:DescribeKey'];
    const write = [
      ...read,
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ];
    expect(uses).toEqual(
      (
        [
          ['Authorizer', write],
          ['ListOrganizations', read],
          ['ExpireTrials', write],
        ] as const
      ).map(([name, Action]) => ({ role: expect.stringMatching(`^${name}Role`), Action, Resource: key, Condition })),
    );
  });

  test('has replicas that are as safe as itself, each with the key of its region', () => {
    const [{ Replicas }] = findProperties(everything, TABLE);
    expect(Replicas.map(({ Region }: { Region: string }) => Region).sort()).toEqual([
      'eu-central-1',
      'eu-west-1',
      'us-east-1',
    ]);
    for (const { Region, ...replica } of Replicas) {
      expect(replica).toMatchObject({
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      });
      const key = JSON.stringify(replica.SSESpecification.KMSMasterKeyId);
      expect(key).toContain(Region === 'eu-central-1' ? 'TableKey' : `arn:aws:kms:${Region}:`);
    }
  });

  test('is one that exists, where it is named: nothing makes another, and the functions may read that one', () => {
    const second = synthesize(VARIANTS.secondRegion);
    const { existingTable, tableKey } = VARIANTS.secondRegion;
    second.resourceCountIs(TABLE, 0);
    second.resourceCountIs('AWS::KMS::Key', 0);
    second.allResourcesProperties('AWS::Lambda::Function', {
      Environment: { Variables: { TABLE_NAME: existingTable } },
    });
    const policies = findProperties(second, 'AWS::IAM::Policy').map(({ PolicyDocument }) =>
      JSON.stringify(PolicyDocument),
    );
    const ofFunctions = policies.filter((text) => text.includes('dynamodb:'));
    expect(ofFunctions).toHaveLength(3);
    for (const text of ofFunctions) {
      expect(text).toContain(`:table/${existingTable}`);
      expect(text).toContain(tableKey);
    }
    expect(second.findOutputs('TableName')['TableName']?.['Value']).toBe(existingTable);
  });

  test("lets functions use the previous table's key as well, while both tables are read", () => {
    const { tableKey, previousTableKey } = VARIANTS.restored;
    const policies = findProperties(synthesize(VARIANTS.restored), 'AWS::IAM::Policy').map((policy) =>
      JSON.stringify(policy),
    );
    const ofFunctions = policies.filter((text) => text.includes('kms:'));
    expect(ofFunctions).toHaveLength(3);
    for (const text of ofFunctions) expect(text).toContain(`"Resource":["${tableKey}","${previousTableKey}"]`);
  });
});
