import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { BrokenAttributeError, compileDecoder } from '../../../lib/table/decode.ts';

/** What comes out of an item whose one attribute, `field`, is as given, or missing. */
const decodeValue = (schema: z.ZodMiniType, stored: AttributeValue | undefined): unknown => {
  const { field } = compileDecoder(z.object({ field: schema }))(stored === undefined ? {} : { field: stored });
  return field;
};

const errorOf = (decode: () => unknown): BrokenAttributeError => {
  try {
    decode();
  } catch (error) {
    if (error instanceof BrokenAttributeError) return error;
    throw error;
  }
  throw new Error('the value was accepted');
};

const text = z.string();
const date = z.iso.datetime();
const integer = z.int().check(z.nonnegative());
const map = z.object({ inner: z.object({ deep: z.boolean() }) });
const freeForm = z.record(z.string(), z.unknown());

describe('a stored attribute becomes the plain value of its schema', () => {
  test.each<[string, z.ZodMiniType, AttributeValue, unknown]>([
    ['a string', text, { S: '' }, ''],
    ['a string that is not ASCII', text, { S: '海風 🐝 \0' }, '海風 🐝 \0'],
    ['a time in seconds', date, { S: '2024-02-29T23:59:59Z' }, '2024-02-29T23:59:59Z'],
    ['a time in milliseconds', date, { S: '2024-02-29T23:59:59.999Z' }, '2024-02-29T23:59:59.999Z'],
    ['a URL', z.url({ protocol: /^https?$/ }), { S: 'https://example.com/a?b#c' }, 'https://example.com/a?b#c'],
    ['zero', integer, { N: '0' }, 0],
    ['the largest safe integer', integer, { N: '9007199254740991' }, Number.MAX_SAFE_INTEGER],
    ['an integer written with an exponent', integer, { N: '1.2E+3' }, 1200],
    ['false', z.boolean(), { BOOL: false }, false],
    ['a choice', z.enum(['a', 'b']), { S: 'b' }, 'b'],
    ['null where it is allowed', z.nullable(text), { NULL: true }, null],
    ['a value where null is allowed', z.nullable(text), { S: 'x' }, 'x'],
    ['an optional value', z.exactOptional(text), { S: 'x' }, 'x'],
    ['null where both is allowed', z.exactOptional(z.nullable(date)), { NULL: true }, null],
    ['an empty list', z.array(text), { L: [] }, []],
    ['a list, in its order', z.array(text), { L: [{ S: 'b' }, { S: 'a' }] }, ['b', 'a']],
    ['nested maps', map, { M: { inner: { M: { deep: { BOOL: true } } } } }, { inner: { deep: true } }],
  ])('%s', (_, schema, stored, plain) => {
    expect(decodeValue(schema, stored)).toStrictEqual(plain);
  });

  test('free-form data keeps every kind of JSON value', () => {
    const stored: AttributeValue = {
      M: {
        text: { S: 'x' },
        '': { S: '' },
        fraction: { N: '-0.5' },
        small: { N: '0.00000125' },
        yes: { BOOL: true },
        nothing: { NULL: true },
        list: { L: [{ N: '1' }, { L: [] }, { M: {} }] },
      },
    };
    expect(decodeValue(freeForm, stored)).toStrictEqual({
      text: 'x',
      '': '',
      fraction: -0.5,
      small: 0.00000125,
      yes: true,
      nothing: null,
      list: [1, [], {}],
    });
  });

  test('a free-form name that objects inherit is data like any other', () => {
    const value = decodeValue(freeForm, { M: JSON.parse('{"__proto__":{"M":{"admin":{"BOOL":true}}}}') });
    expect(JSON.stringify(value)).toBe('{"__proto__":{"admin":true}}');
    expect(value).not.toHaveProperty('admin');
  });

  test('an optional attribute that is not stored is absent, not undefined', () => {
    expect(compileDecoder(z.object({ field: z.exactOptional(text) }))({})).toStrictEqual({});
  });

  test('what the schema does not name never comes out, at any depth', () => {
    const stored = { field: { L: [{ M: { known: { S: 'x' }, secret: { S: 'canary' } } }] }, secret: { S: 'canary' } };
    const decode = compileDecoder(z.object({ field: z.array(z.object({ known: text })) }));
    expect(decode(stored)).toStrictEqual({ field: [{ known: 'x' }] });
  });
});

describe('an attribute that breaks its schema is refused, with its path and without its value', () => {
  test.each<[string, z.ZodMiniType, AttributeValue | undefined, string, string]>([
    ['a required one is missing', text, undefined, 'field', 'present'],
    ['a number for a string', text, { N: '31337' }, 'field', 'a string'],
    ['null where it is not allowed', text, { NULL: true }, 'field', 'a string'],
    ['null for an optional value', z.exactOptional(text), { NULL: true }, 'field', 'a string'],
    ['a time without a zone', date, { S: '2024-02-29T23:31:33.7' }, 'field', 'a datetime string'],
    ['a time with an offset', date, { S: '2024-02-29T23:31:33+01:00' }, 'field', 'a datetime string'],
    ['a day that does not exist', date, { S: '2023-02-29T31:33:07Z' }, 'field', 'a datetime string'],
    ['a wrong date where null is allowed', z.nullable(date), { S: '31337' }, 'field', 'a datetime string'],
    ['a URL of another protocol', z.url({ protocol: /^https?$/ }), { S: 'javascript:31337' }, 'field', 'a valid url'],
    ['a string for a number', integer, { S: '31337' }, 'field', 'a number'],
    ['a fraction for an integer', integer, { N: '31337.5' }, 'field', 'a valid number'],
    ['a negative number', integer, { N: '-31337' }, 'field', 'a valid number'],
    ['a number that JSON cannot carry exactly', integer, { N: '9007199254740993' }, 'field', 'a valid number'],
    ['a string for a boolean', z.boolean(), { S: 'true31337' }, 'field', 'a boolean'],
    ['no such choice', z.enum(['a', 'b']), { S: '31337' }, 'field', 'one of the accepted values'],
    ['a choice that objects inherit', z.enum(['a', 'b']), { S: 'constructor' }, 'field', 'one of the accepted values'],
    ['a set for a list', z.array(text), { SS: ['31337'] }, 'field', 'a list'],
    ['a wrong element', z.array(text), { L: [{ S: 'x' }, { N: '31337' }] }, 'field[]', 'a string'],
    ['a list for a map', map, { L: [] }, 'field', 'a map'],
    ['a member is missing', map, { M: { inner: { M: {} } } }, 'field.inner.deep', 'present'],
    [
      'a wrong member of a map in a list',
      z.array(map),
      { L: [{ M: { inner: { S: '31337' } } }] },
      'field[].inner',
      'a map',
    ],
    ['a string for free-form data', freeForm, { S: '31337' }, 'field', 'a map'],
    ['null for free-form data', freeForm, { NULL: true }, 'field', 'a map'],
    ['a set for free-form data', freeForm, { NS: ['31337'] }, 'field', 'a map'],
    ['a number for a time', date, { N: '31337' }, 'field', 'a string'],
    ['a text that is too short', text.check(z.minLength(99)), { S: '31337' }, 'field', 'a valid string'],
    [
      'a time that another check refuses',
      date.check(z.minLength(99)),
      { S: '2024-02-29T23:31:33Z' },
      'field',
      'a valid datetime',
    ],
  ])('%s', (_, schema, stored, path, expected) => {
    const error = errorOf(() => decodeValue(schema, stored));
    expect([error.name, error.path, error.message]).toEqual([
      'BrokenAttributeError',
      path,
      `${path} is not ${expected}`,
    ]);
    expect(error.message + JSON.stringify(error)).not.toMatch(/31337|31:33/);
    expect(error.cause).toBeUndefined();
  });
});

test('a kind of schema that cannot be decoded is refused before anything is', () => {
  expect(() => compileDecoder(z.object({ at: z.date() }))).toThrow(
    'no decoder for a schema of type date, which at has',
  );
});
