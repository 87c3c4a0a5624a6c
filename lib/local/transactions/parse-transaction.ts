import db from 'dynalite/db/index.js';
import * as z from 'zod/mini';

const { localeError: error } = z.locales.en();

const condition = {
  TableName: z.string(),
  ConditionExpression: z.optional(z.string()),
  ExpressionAttributeNames: z.optional(z.looseObject({})),
  ExpressionAttributeValues: z.optional(z.looseObject({})),
};
const key = { Key: z.looseObject({}) };

const requestSchema = z.strictObject({
  TransactItems: z.array(
    z.strictObject({
      Put: z.optional(z.strictObject({ Item: z.looseObject({}), ...condition })),
      Update: z.optional(z.strictObject({ ...key, UpdateExpression: z.string(), ...condition })),
      Delete: z.optional(z.strictObject({ ...key, ...condition })),
      ConditionCheck: z.optional(z.strictObject({ ...key, ...condition, ConditionExpression: z.string() })),
    }),
  ),
  ClientRequestToken: z.optional(z.string().check(z.minLength(1), z.maxLength(36))),
  ReturnConsumedCapacity: z.optional(z.enum(['TOTAL', 'NONE'])),
});

export type TransactionRequest = z.infer<typeof requestSchema>;

/** @throws an error as dynalite does, which names what is not supported */
export const parseTransaction = (body: unknown): TransactionRequest => {
  const parsed = requestSchema.safeParse(body, { error });
  if (parsed.success) return parsed.data;
  throw db.validationError(`not supported by the local table: ${z.prettifyError(parsed.error)}`);
};
