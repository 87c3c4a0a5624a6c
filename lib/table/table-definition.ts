import { INDEX_NAME, INDEX_PARTITION_KEY, INDEX_SORT_KEY, PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from './schema.ts';

const keySchema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];

/** What the table is created with, in the terms of CreateTable and ImportTable. The stack's template says the same. */
export const TABLE_DEFINITION = {
  AttributeDefinitions: [PARTITION_KEY, SORT_KEY, INDEX_PARTITION_KEY, INDEX_SORT_KEY].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: keySchema(PARTITION_KEY, SORT_KEY),
  GlobalSecondaryIndexes: [
    {
      IndexName: INDEX_NAME,
      KeySchema: keySchema(INDEX_PARTITION_KEY, INDEX_SORT_KEY),
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST' as const,
};

/** Whether expired API keys are deleted, which is set after the table was created. */
export const TIME_TO_LIVE = { Enabled: true, AttributeName: TTL_ATTRIBUTE };
