/** The reads as the guide of @aws-sdk/lib-dynamodb shows them: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-lib-dynamodb/ */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';

type Key = { readonly PK: string; readonly SK: string };
type Item = Record<string, unknown>;

const BATCH_SIZE = 100;

const client = DynamoDBDocumentClient.from(new DynamoDBClient());

export const query = async (
  TableName: string,
  input: {
    readonly IndexName?: string;
    readonly KeyConditionExpression: string;
    readonly ExpressionAttributeValues: Record<string, string>;
  },
): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const page of paginateQuery({ client }, { TableName, ...input })) items.push(...(page.Items ?? []));
  return items;
};

export const batchGet = async (table: string, keys: readonly Key[], ConsistentRead: boolean): Promise<Item[]> => {
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH_SIZE) }, (_, index) =>
    keys.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  );
  const items = batches.map(async (Keys) => {
    const { Responses } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead } } }),
    );
    return Responses?.[table] ?? [];
  });
  return (await Promise.all(items)).flat();
};
