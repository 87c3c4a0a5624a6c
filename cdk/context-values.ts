import * as z from 'zod';
import { ANY_ORIGIN } from '../lib/contract/headers.ts';

/** What `-c name=…` brings is a string; cdk.json may hold the value itself. */
const ofText = (convert: (value: string) => unknown) => (value: unknown) =>
  typeof value === 'string' ? convert(value.trim()) : value;

/** A text that is not empty. */
export const text = () => z.string('must be a text').trim().min(1, 'is empty');

/** @param what how the error names what the text must be */
export const matching = (pattern: RegExp, what: string) => {
  const error = `must be ${what}`;
  return z.string(error).trim().regex(pattern, error);
};

/** One of these values. */
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: ({ input }) => `must be ${values.join(' or ')}, not ${JSON.stringify(input)}` });

const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false };

/** `true`, `false`, or left out. */
export const flag = () =>
  z.preprocess(
    ofText((value) => FLAGS[value] ?? value),
    z.boolean('must be true or false').optional(),
  );

/** A whole number within limits, both of which count; or left out. */
export const count = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.preprocess(
    ofText((value) => (/^\d+$/.test(value) ? Number(value) : value)),
    z.int(error).min(least, error).max(most, error).optional(),
  );
};

/** A share of a whole, from 0 to 1; or left out. */
export const share = () => {
  const error = 'must be a number from 0 to 1';
  return z.preprocess(
    ofText((value) => (/^\d+(\.\d+)?$/.test(value) ? Number(value) : value)),
    z.number(error).min(0, error).max(1, error).optional(),
  );
};

const toList = ofText((value) => {
  if (!value.startsWith('[')) return value.split(/[\s,]+/).filter((part) => part !== '');
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
});

/** Separated by commas or spaces, or JSON. */
export const listOf = (element: z.ZodType<string>, error: string) =>
  z.preprocess(toList, z.array(element, error).default([]));

/** Names of HTTP headers, which come out in lower case. `*` is none: pages that send cookies may not use it. */
export const headerNames = () => {
  const error = 'must be names of HTTP headers';
  return z.preprocess(
    toList,
    z
      .array(
        z
          .string(error)
          .regex(/^[\w-]+$/, error)
          .toLowerCase(),
        error,
      )
      .optional(),
  );
};

/** Separated by commas, or JSON; a space is part of an audience. At least one, or left out. */
export const audiences = () =>
  z.preprocess(
    ofText((value) => (value.startsWith('[') ? toList(value) : value.split(',').map((audience) => audience.trim()))),
    z.array(text(), 'must be texts').min(1, 'is empty').optional(),
  );

/** An http or https URL. */
export const webAddress = () => z.url({ protocol: /^https?$/, error: 'must be a URL' });

const isOrigin = (value: string) =>
  /^https?:\/\/[\w.:[\]-]+$/.test(value) && URL.canParse(value) && new URL(value).origin === value;

/** Origins, or all of them. Pages of all origins are answered without their cookies, so `*` stands alone. */
export const origins = () => {
  const error = `must be origins (scheme, host and port, without a path), or ${ANY_ORIGIN} alone`;
  const mixed = `must be ${ANY_ORIGIN} alone, for pages of any origin without their cookies, or a list of origins without ${ANY_ORIGIN}, for pages that send cookies`;
  const isAny = (list: string[]) => list.length === 1 && list[0] === ANY_ORIGIN;
  return listOf(z.string(error), error)
    .refine((list) => isAny(list) || !list.some((origin) => origin.includes(ANY_ORIGIN)), { error: mixed, abort: true })
    .refine((list) => isAny(list) || list.every(isOrigin), error);
};
