/** Stands in for `lib/table/fast-reads.ts`: the SDK's client as it is. */
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

export const createFastReadingClient = (config: DynamoDBClientConfig): DynamoDBClient => new DynamoDBClient(config);
