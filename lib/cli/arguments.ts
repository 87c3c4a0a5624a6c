import { InvalidArgumentError } from 'commander';
import ms from 'ms';
import * as z from 'zod/mini';

/** Creates the parser of an option or argument from its schema. The schema's messages are shown to the operator. */
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

/** Creates the parser of an option that accepts the values of an enum. */
export const parseChoice = <Values extends Readonly<Record<string, string>>>(schema: z.ZodMiniEnum<Values>) => {
  const values = schema.options.join(', ');
  return parseWith(z.enum(schema.def.entries, `It is one of: ${values}.`));
};

const name = z.string().check(
  z.refine((text) => text.trim() === text && text !== '', 'A name is not empty and neither begins nor ends in spaces.'),
  z.maxLength(256, 'A name has 256 characters at most.'),
  z.regex(/^\P{Cc}*$/u, 'A name has no control characters.'),
);

/** Parses any text that is not empty; it is not trimmed. */
export const parseText = parseWith(z.string().check(z.minLength(1, 'It is empty.')));

/** Parses the ARN of a KMS key. Its parts need no quotes in a shell. */
export const parseKeyArn = parseWith(
  z
    .string()
    .check(
      z.regex(
        /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
        'It is the ARN of a KMS key, such as arn:aws:kms:eu-central-1:123456789012:key/1234abcd.',
      ),
    ),
);

/** The name of an organization, a user or a key. */
export const parseName = parseWith(name);

const DURATION = /^\d{1,6}(s|m|h|d|w|y)$/;
const MAX_DURATION_MS = ms('100y');

/**
 * Whether a text is a duration of at most 100 years. A longer one could end at a time that the contract's dates cannot
 * represent.
 */
const isDuration = (text: string): boolean => DURATION.test(text) && toMilliseconds(text) <= MAX_DURATION_MS;

const toMilliseconds = (text: string): number => {
  // The caller has checked the unit, which `ms` accepts
  return ms(text as ms.StringValue);
};

/** Parses a duration such as `90d` to milliseconds. */
export const parseDuration = parseWith(
  z.pipe(
    z.string().check(z.refine(isDuration, 'A duration is a number with a unit, such as 12h, 7d or 2w; 100y at most.')),
    z.transform(toMilliseconds),
  ),
);

/** Resolves a parsed time; `now` and the result are in milliseconds since 1970. */
export type ParsedTime = (now: number) => number;

const TIME = 'A time is a duration from now, such as 90d, or a date such as 2030-01-31 or 2030-01-31T12:00:00Z.';

/**
 * Parses a time that should be in the future: a duration from now, or a date in UTC. A date may be in the past; callers
 * check that.
 */
export const parseTime = parseWith(
  z.pipe(
    z.union([z.string().check(z.refine(isDuration)), z.iso.date(), z.iso.datetime()], TIME),
    z.transform(
      (text: string): ParsedTime =>
        (now) =>
          isDuration(text) ? now + toMilliseconds(text) : Date.parse(text),
    ),
  ),
);
