import { InvalidArgumentError } from 'commander';
import ms from 'ms';
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

/** The parser of an option that is one of a schema's values. */
export const parseChoice = <Values extends Readonly<Record<string, string>>>(schema: z.ZodMiniEnum<Values>) => {
  const values = schema.options.join(', ');
  return parseWith(z.enum(schema.def.entries, `It is one of: ${values}.`));
};

const name = z.string().check(
  z.refine((text) => text.trim() === text && text !== '', 'A name is not empty and neither begins nor ends in spaces.'),
  z.maxLength(256, 'A name has 256 characters at most.'),
  z.regex(/^\P{Cc}*$/u, 'A name has no control characters.'),
);

/** Any text that is not empty, to the letter. */
export const parseText = parseWith(z.string().check(z.minLength(1, 'It is empty.')));

/** The name of an organization, a user or a key. */
export const parseName = parseWith(name);

const DURATION = /^\d{1,6}(s|m|h|d|w|y)$/;
const LONGEST_MS = ms('100y');

/** Whether a text is a duration within reason; one of 9999 years would end at a time that no date of the contract has. */
const isDuration = (text: string): boolean => DURATION.test(text) && toMilliseconds(text) <= LONGEST_MS;

const toMilliseconds = (text: string): number => {
  // `ms` knows more than is accepted here; what it is given it knows
  return ms(text as ms.StringValue);
};

/** A span of time such as `90d`, in milliseconds. */
export const parseDuration = parseWith(
  z.pipe(
    z.string().check(z.refine(isDuration, 'A duration is a number with a unit, such as 12h, 7d or 2w; 100y at most.')),
    z.transform(toMilliseconds),
  ),
);

/** A time by the clock of whoever asks; both in milliseconds since 1970. */
export type ParsedTime = (now: number) => number;

const TIME = 'A time is a duration from now, such as 90d, or a date such as 2030-01-31 or 2030-01-31T12:00:00Z.';

/** A time that is still to come, as a span from now or as a date in UTC. */
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
