import { InvalidArgumentError } from 'commander';
import * as z from 'zod/mini';

/** Makes an option's or an argument's parser from its schema; what the schema says is what the operator is told. */
export const parseWith =
  <Schema extends z.ZodMiniType>(schema: Schema) =>
  (text: string): z.output<Schema> => {
    const parsed = z.safeParse(schema, text);
    if (!parsed.success) throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? '');
    return parsed.data;
  };

const ID = 'An id is a whole number from 0 to 9007199254740991, in digits only.';

/** The id of an organization, a user, a key or a trial. */
export const parseId = parseWith(
  z.pipe(
    z.string().check(z.regex(/^(0|[1-9]\d{0,15})$/, ID)),
    z.pipe(
      z.transform((text: string) => Number(text)),
      z.int(ID),
    ),
  ),
);
