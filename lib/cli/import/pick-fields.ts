import type * as z from 'zod/mini';

/** The fields of a value that are in a schema. */
export const pickFields = <Schema extends z.ZodMiniObject>(
  value: z.infer<Schema> & object,
  schema: Schema,
): z.infer<Schema> =>
  // Each field has the schema's type, which TypeScript cannot infer
  Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(schema.shape, name))) as z.infer<Schema>;
