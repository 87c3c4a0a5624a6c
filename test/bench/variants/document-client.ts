import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { TABLE_NAME } from '../workload/workload.ts';
import { listByQueries } from './list-by-queries.ts';
import type { CreateVariant } from './variant.ts';

/** https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-lib-dynamodb/ */
export const createDocumentClient: CreateVariant = (requestHandler) => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ requestHandler }));
  return listByQueries({
    query: async (input) => {
      const items = [];
      for await (const { Items = [] } of paginateQuery({ client }, { TableName: TABLE_NAME, ...input })) {
        items.push(...Items);
      }
      return items;
    },
    batchGet: async (keys, consistent) => {
      const RequestItems = { [TABLE_NAME]: { Keys: keys, ConsistentRead: consistent } };
      const { Responses } = await client.send(new BatchGetCommand({ RequestItems }));
      return Responses?.[TABLE_NAME] ?? [];
    },
  });
};
