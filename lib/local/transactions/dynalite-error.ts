import * as z from 'zod/mini';

const dynaliteErrorSchema = z.object({
  statusCode: z.number(),
  body: z.looseObject({ __type: z.string(), message: z.optional(z.string()) }),
});

/** An error with the status and the body to answer, as dynalite's own operations give it. */
export const createDynaliteError = (type: string, Message: string, members: object = {}): Error =>
  Object.assign(new Error(Message), {
    statusCode: 400,
    body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, Message, ...members },
  });

/** The status and the body to answer. @throws the error itself, where it is none of dynalite's: a defect */
export const parseDynaliteError = (error: unknown): z.infer<typeof dynaliteErrorSchema> => {
  const parsed = dynaliteErrorSchema.safeParse(error);
  if (!parsed.success) throw error;
  return parsed.data;
};
