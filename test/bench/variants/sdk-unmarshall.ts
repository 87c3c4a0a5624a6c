import { BatchGetItemCommand, DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { TABLE_NAME } from '../workload/workload.ts';
import { listByQueries } from './list-by-queries.ts';
import type { CreateVariant } from './variant.ts';

/** https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-util-dynamodb/ */
export const createSdkUnmarshall: CreateVariant = (requestHandler) => {
  const client = new DynamoDBClient({ requestHandler });
  return listByQueries({
    query: async ({ ExpressionAttributeValues, ...input }) => {
      const items = [];
      const query = { TableName: TABLE_NAME, ...input, ExpressionAttributeValues: marshall(ExpressionAttributeValues) };
      for await (const { Items = [] } of paginateQuery({ client }, query)) {
        items.push(...Items.map((item) => unmarshall(item)));
      }
      return items;
    },
    batchGet: async (keys, consistent) => {
      const RequestItems = { [TABLE_NAME]: { Keys: keys.map((key) => marshall(key)), ConsistentRead: consistent } };
      const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems }));
      return (Responses?.[TABLE_NAME] ?? []).map((item) => unmarshall(item));
    },
  });
};
