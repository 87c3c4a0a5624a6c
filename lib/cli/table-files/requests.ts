/** What lib/table asks of a table, of all that DynamoDB can be asked. */
import * as z from 'zod/mini';
import type { Attributes } from '../../table/decode.ts';

const attributes = z.custom<Attributes>((value) => typeof value === 'object' && value !== null);

const given = {
  ExpressionAttributeNames: z.optional(z.record(z.string(), z.string())),
  ExpressionAttributeValues: z.optional(attributes),
};
const conditional = { ConditionExpression: z.optional(z.string()), ...given };
export const putSchema = z.object({ Item: attributes, ...conditional });
export const keySchema = z.object({ Key: attributes, ...conditional });
export const updateSchema = z.object({ Key: attributes, UpdateExpression: z.string(), ...conditional });
export const batchSchema = z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(attributes) })) });
const pageSchema = {
  ExclusiveStartKey: z.optional(attributes),
  ProjectionExpression: z.optional(z.string()),
  ...given,
};
export const querySchema = z.object({ KeyConditionExpression: z.string(), ...pageSchema });
export const scanSchema = z.object({ FilterExpression: z.string(), ...pageSchema });
export const transactionSchema = z.object({
  TransactItems: z.array(
    z.object({
      Put: z.optional(putSchema),
      Update: z.optional(updateSchema),
      Delete: z.optional(keySchema),
      ConditionCheck: z.optional(keySchema),
    }),
  ),
});

export type PutRequest = z.infer<typeof putSchema>;
export type KeyRequest = z.infer<typeof keySchema>;
export type UpdateRequest = z.infer<typeof updateSchema>;
export type BatchRequest = z.infer<typeof batchSchema>;
export type QueryRequest = z.infer<typeof querySchema>;
export type ScanRequest = z.infer<typeof scanSchema>;
export type Transaction = z.infer<typeof transactionSchema>;
