/** Stands in for `lib/table/decode.ts`: plain objects first, then zod. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';

type Attributes = Readonly<Record<string, AttributeValue>>;

export class BrokenAttributeError extends Error {}

export const compileDecoder =
  <Schema extends z.ZodMiniObject>(schema: Schema) =>
  (attributes: Attributes): z.infer<Schema> =>
    z.parse(schema, toObject(attributes));

const toObject = (attributes: Attributes): Record<string, unknown> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, toPlain(value)]));

const toPlain = ({ S, N, BOOL, L, M }: AttributeValue): unknown => {
  if (M !== undefined) return toObject(M);
  if (L !== undefined) return L.map(toPlain);
  return S ?? BOOL ?? (N === undefined ? null : Number(N));
};
