import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toAttribute, toJsonValue } from '../../../lib/table/free-form.ts';

const jsonOf = (value: AttributeValue): string => JSON.stringify(toJsonValue(value));

describe('an attribute as JSON', () => {
  test.each<[string, AttributeValue, string]>([
    ['a text', { S: 'größer 🐝' }, '"größer 🐝"'],
    ['a boolean', { BOOL: false }, 'false'],
    ['null', { NULL: true }, 'null'],
    ['a list', { L: [{ S: 'a' }, { L: [] }] }, '["a",[]]'],
    ['a map', { M: { '': { S: '' }, deep: { M: {} } } }, '{"":"","deep":{}}'],
    ['a set of texts', { SS: ['b', 'a'] }, '["b","a"]'],
    ['a set of numbers', { NS: ['12345678901234567891', '0.5'] }, '[12345678901234567891,0.5]'],
    ['bytes as they come from a fast read', Object({ B: 'AP8=' }), '"AP8="'],
    ['bytes as the SDK gives them', { B: Uint8Array.of(0, 255) }, '"AP8="'],
    ['a set of bytes', Object({ BS: ['AP8=', 'AA=='] }), '["AP8=","AA=="]'],
    ['a set of bytes as the SDK gives it', { BS: [Uint8Array.of(0)] }, '["AA=="]'],
    ['a type that DynamoDB does not have today', { $unknown: ['V', '1'] }, 'null'],
  ])('%s', (_, stored, json) => {
    expect(jsonOf(stored)).toBe(json);
  });

  test.each([
    '0',
    '-7',
    '0.1',
    '12345678901234567891',
    '-12345678901234567890123456789012345678',
    '9007199254740993',
    '1700000000000000000',
    '0.10000000000000000000000000000000000001',
    '1E+22',
    '1.23E-40',
    '9.9999999999999999999999999999999999999E+125',
    '-0',
  ])('the number %s keeps its digits', (digits) => {
    expect(jsonOf({ M: { number: { N: digits } } })).toBe(`{"number":${digits}}`);
  });

  test.each(['NaN', 'Infinity', '', ' 1', '+1', '.5', '0x10', '1,"admin":true', 'true'])(
    'the text %j in a number’s place stays a text',
    (text) => {
      expect(jsonOf({ L: [{ N: text }] })).toBe(JSON.stringify([text]));
    },
  );

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'toJSON', 'rawJSON', 'valueOf', 'length'])(
    'the name %s is a name like any other',
    (name) => {
      const map = (member: string) => JSON.parse(`{${JSON.stringify(name)}:${member}}`);
      expect(jsonOf({ M: map('{"M":{"admin":{"BOOL":true}}}') })).toBe(`{"${name}":{"admin":true}}`);
      expect(jsonOf({ M: map('{"S":"1"}') })).toBe(`{"${name}":"1"}`);
      expect(toAttribute(map('"x"'), 'data')).toEqual({ M: map('{"S":"x"}') });
    },
  );
});

describe('a JSON value as an attribute', () => {
  test('comes back as it was, whatever it is', () => {
    const digits = fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }).map((number) => JSON.rawJSON(String(number)));
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constant(null),
        fc.boolean(),
        fc.string({ unit: 'grapheme' }),
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
        digits,
        fc.array(tie('any')),
        fc.dictionary(fc.string(), tie('any')),
      ),
    })).any;
    fc.assert(
      fc.property(value, (json) => {
        expect(jsonOf(toAttribute(json, 'data'))).toBe(JSON.stringify(json));
      }),
    );
  });

  test.each<[string, unknown, RegExp]>([
    ['undefined', { a: [undefined] }, /^data\.a\[0\] is undefined, no JSON value$/],
    ['a set', { a: new Set(['x']) }, /^data\.a is object, no JSON value$/],
    ['bytes', Buffer.from('x'), /^data is object/],
    ['an integer that has lost digits', { a: 2 ** 53 }, /^data\.a is number/],
    ['a number that is none', Number.NaN, /^data is number/],
    ['an infinite number', Number.POSITIVE_INFINITY, /^data is number/],
    ['a raw text', JSON.rawJSON('"x"'), /^data is object/],
  ])('is not %s', (_, value, message) => {
    expect(() => toAttribute(value, 'data')).toThrow(message);
  });
});
