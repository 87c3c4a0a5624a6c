import * as z from 'zod/mini';
import type { TableRequest } from './table-proxy.ts';

const key = z.looseObject({ PK: z.object({ S: z.string() }) });
const names = z._default(z.record(z.string(), z.string()), {});
const inputSchema = z.looseObject({
  IndexName: z.optional(z.string()),
  Key: z.optional(key),
  RequestItems: z.optional(z.record(z.string(), z.looseObject({ Keys: z.array(key) }))),
  KeyConditionExpression: z.optional(z.string()),
  UpdateExpression: z.optional(z.string()),
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: z._default(z.record(z.string(), z.looseObject({ S: z.optional(z.string()) })), {}),
  ReturnValues: z.optional(z.string()),
});

type Input = z.infer<typeof inputSchema>;

/** A request as IAM's conditions see it: what begins its partition keys, and of an update, every attribute that it names. */
export type DistilledRequest = {
  readonly action: string;
  readonly resource: 'table' | 'index';
  readonly leadingKeys: readonly string[];
  readonly attributes?: readonly string[];
  readonly returnValues?: string;
};

/** @param request as the SDK sends it */
export const distillRequest = ({ operation, input }: TableRequest): DistilledRequest => {
  const parsed = z.parse(inputSchema, input);
  const leadingKeys = findPartitionKeys(parsed).map((text) => text.replace(/^([A-Z]+#?).*$/s, '$1'));
  const distilled = {
    action: `dynamodb:${operation}`,
    resource: parsed.IndexName === undefined ? ('table' as const) : ('index' as const),
    leadingKeys: [...new Set(leadingKeys)].sort(),
  };
  if (operation !== 'UpdateItem') return distilled;
  const attributes = new Set([...Object.keys(parsed.Key ?? {}), ...Object.values(parsed.ExpressionAttributeNames)]);
  return { ...distilled, attributes: [...attributes].sort(), returnValues: parsed.ReturnValues ?? 'NONE' };
};

const findPartitionKeys = (input: Input): string[] => {
  if (input.Key !== undefined) return [input.Key.PK.S];
  if (input.RequestItems !== undefined)
    return Object.values(input.RequestItems).flatMap(({ Keys }) => Keys.map(({ PK }) => PK.S));
  for (const [, name = '', value = ''] of (input.KeyConditionExpression ?? '').matchAll(/(#?\w+) = (:\w+)/g)) {
    const attribute = input.ExpressionAttributeNames[name] ?? name;
    const text = input.ExpressionAttributeValues[value]?.S;
    if (/PK$/.test(attribute) && text !== undefined) return [text];
  }
  return [];
};
