import type * as z from 'zod/mini';

/** The fields of a value that a schema names. */
export const pickFields = <Schema extends z.ZodMiniObject>(
  value: z.infer<Schema> & object,
  schema: Schema,
): z.infer<Schema> =>
  // Each field is of the schema's own type, which TypeScript cannot follow
  Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(schema.shape, name))) as z.infer<Schema>;
