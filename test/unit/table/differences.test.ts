import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attributes } from '../../../lib/table/decode.ts';
import { differencesOf } from '../../../lib/table/differences.ts';
import { toAttribute } from '../../../lib/table/free-form.ts';
import { whyItemNotStorable, whyNotStorable } from '../../../lib/table/storable.ts';

const item = fc
  .dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue())
  .filter((value) => whyNotStorable(value, '') === undefined);
/** An object as an item. */
const toItem = (value: object): Attributes => toAttribute(value, '').M ?? {};

const NAMES = ['a', 'b', 'c'];

/** As DynamoDB may give back what was stored: the members of maps in another order, numbers in another form. */
const asStored = (value: Attributes[string]): Attributes[string] => {
  if (value.N !== undefined) return { N: Number(value.N).toExponential() };
  if (value.L !== undefined) return { L: value.L.map(asStored) };
  if (value.M === undefined) return value;
  return {
    M: Object.fromEntries(
      Object.entries(value.M)
        .map(([name, member]) => [name, asStored(member)] as const)
        .reverse(),
    ),
  };
};

const apply = (stored: Attributes, wanted: Attributes) => {
  const change = differencesOf(stored, wanted, NAMES);
  const kept = Object.entries(stored).filter(([name]) => !change?.remove.includes(name));
  return { ...Object.fromEntries(kept), ...change?.set };
};

describe('the differences of two items', () => {
  test('are none between an item and the same as DynamoDB gives it back', () => {
    fc.assert(
      fc.property(item, (value) => {
        const wanted = toItem(value);
        const stored = asStored({ M: wanted }).M ?? {};
        expect(differencesOf(stored, wanted, NAMES)).toBeUndefined();
      }),
    );
  });

  test('make the one into the other, and then are none', () => {
    fc.assert(
      fc.property(item, item, (before, after) => {
        const wanted = toItem(after);
        const made = apply(toItem(before), wanted);
        expect(made).toEqual(wanted);
        expect(differencesOf(made, wanted, NAMES)).toBeUndefined();
      }),
    );
  });

  test('are none between a set or bytes and what an answer shows of them', () => {
    const stored: Attributes = { a: { SS: ['y', 'x'] }, b: { NS: ['12345678901234567891'] }, c: Object({ B: 'AP8=' }) };
    const shown: Attributes = {
      a: { L: [{ S: 'y' }, { S: 'x' }] },
      b: { L: [{ N: '12345678901234567891' }] },
      c: { S: 'AP8=' },
    };
    expect(differencesOf(stored, shown, NAMES)).toBeUndefined();
    expect(differencesOf(stored, { ...shown, a: { L: [{ S: 'x' }] } }, NAMES)?.set).toEqual({ a: { L: [{ S: 'x' }] } });
  });

  test('see a digit beyond those of JavaScript, and names of its own', () => {
    const stored: Attributes = { a: { N: '12345678901234567891' }, b: { M: {} } };
    const wanted: Attributes = { a: { N: '12345678901234567892' }, b: { M: { constructor: { S: 'x' } } } };
    expect(differencesOf(stored, wanted, NAMES)).toEqual({ set: wanted, remove: [] });
    expect(differencesOf(wanted, stored, NAMES)).toEqual({ set: stored, remove: [] });
  });

  test('leave alone what is not compared', () => {
    expect(differencesOf({ x: { S: 'x' } }, {}, NAMES)).toBeUndefined();
  });
});

describe('what DynamoDB would not take', () => {
  test('is anything that comes out of it other than it went in', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(whyNotStorable({ value }, '') === undefined);
        expect(() => toItem({ value })).not.toThrow();
      }),
    );
  });

  test.each([
    [31, undefined],
    [32, 'data.a'],
  ])('is an object of more than 32 levels: %i', (levels, path) => {
    const value: unknown = JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    const why = whyNotStorable(value, 'data');
    if (path === undefined) expect(why).toBeUndefined();
    else expect(why).toMatch(/^data(\.a)+: nested more than 32 levels deep$/);
  });

  test.each([
    [409_600, undefined],
    [409_601, "larger than DynamoDB's limit of 400 KB for an item"],
  ])('is an item of more than 400 KB, to the byte: %i', (size, why) => {
    const text = 'é'.repeat((size - (size % 2) - 4) / 2) + (size % 2 === 1 ? 'x' : '');
    expect(whyItemNotStorable({ text: { S: text } })).toBe(why);
  });
});
