import type * as z from 'zod/mini';
import type { PlaceInSchema } from './schema-path.ts';

/** The path of a place in a value, such as `users[0].photo`. */
export const toPath = (start: string, parts: readonly PropertyKey[]): string =>
  parts.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`),
    start,
  );

/** The message of an issue about a time in the future. */
export const FUTURE = 'a time in the future';

/**
 * Describes what was expected and what was found instead. Values are not repeated, because they may be personal data.
 * @param value the whole value that the schema checked
 * @param place what the schema says about the place; undefined if it does not know it
 */
export const describeIssue = (issue: z.core.$ZodIssue, value: unknown, place: PlaceInSchema | undefined): string => {
  const found = issue.path.reduce<unknown>(
    (parent, name) => (Object.hasOwn(Object(parent), name) ? Object(parent)[name] : undefined),
    value,
  );
  if (issue.code === 'custom' && issue.message === FUTURE) return `expected a time that has passed, found ${FUTURE}`;
  const expected = NAMES[place?.format ?? ''] ?? describeExpected(issue);
  const isDate = place?.format === 'datetime';
  return `expected ${expected}${place?.isNullable === true ? ' or null' : ''}, found ${isDate ? describeDate(found) : describeFound(found)}`;
};

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a whole number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  datetime: 'a date and time in UTC that ends in Z, such as 2030-01-31T12:00:00Z',
  url: 'an http or https URL',
};

const describeExpected = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return NAMES[issue.expected] ?? issue.expected;
    case 'invalid_format':
      return NAMES[issue.format] ?? `a text of the form ${issue.format}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `a whole number of ${issue.minimum} or more`;
    case 'too_big':
      return `a whole number of ${issue.maximum} or less`;
    default:
      return issue.message;
  }
};

const describeFound = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'another text';
  if (typeof value === 'number')
    return Number.isInteger(value) ? 'another number' : 'a fraction or a number of too many digits';
  return typeof value === 'boolean' ? String(value) : 'an object';
};

const DATE = /^\d{4}-\d\d-\d\d/;
const TIME = /T\d\d:\d\d(:\d\d(\.\d+)?)?/;

const describeDate = (value: unknown): string => {
  if (typeof value !== 'string' || !DATE.test(value)) return describeFound(value);
  if (value.startsWith('0000')) return 'the year 0000, which many programs cannot read';
  if (!TIME.test(value)) return 'a date without a time';
  if (/[+-]\d\d:?\d\d$/.test(value)) return 'a time with an offset from UTC';
  return value.endsWith('Z') ? 'a date or time that does not exist' : 'a time without Z';
};
