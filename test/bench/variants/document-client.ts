import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { TABLE_NAME } from '../workload/workload.ts';
import type { Plain } from './assemble-plainly.ts';
import { listByQueries } from './list-by-queries.ts';
import type { Answer, CreateVariant } from './variant.ts';

/** https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-lib-dynamodb/ */
export const listByDocumentClient = (dynamo: DynamoDBClient, check = (item: Plain): Plain => item): Answer => {
  const client = DynamoDBDocumentClient.from(dynamo);
  return listByQueries({
    query: async ({ IndexName, ...input }) => {
      const items = [];
      for await (const { Items = [] } of paginateQuery({ client }, { TableName: TABLE_NAME, IndexName, ...input })) {
        items.push(...Items);
      }
      return IndexName === undefined ? items.map(check) : items;
    },
    batchGet: async (keys, consistent) => {
      const RequestItems = { [TABLE_NAME]: { Keys: keys, ConsistentRead: consistent } };
      const { Responses } = await client.send(new BatchGetCommand({ RequestItems }));
      return (Responses?.[TABLE_NAME] ?? []).map(check);
    },
  });
};

export const createDocumentClient: CreateVariant = (requestHandler) =>
  listByDocumentClient(new DynamoDBClient({ requestHandler }));
