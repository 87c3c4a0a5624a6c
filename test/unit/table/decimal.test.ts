import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSameNumber, whyNumberNotStorable } from '../../../lib/table/decimal.ts';

describe('two texts are the same number', () => {
  test.each([
    ['1', '1.0'],
    ['100', '1e2'],
    ['1E+22', '10000000000000000000000'],
    ['0.00125', '1.25e-3'],
    ['-0', '0'],
    ['0e5', '0.000'],
    ['-12.50', '-1.25E1'],
    ['12345678901234567891', '12345678901234567891.000'],
  ])('%s and %s', (one, other) => {
    expect(isSameNumber(one, other)).toBe(true);
    expect(isSameNumber(other, one)).toBe(true);
  });

  test.each([
    ['1', '-1'],
    ['1', '10'],
    ['12345678901234567891', '12345678901234567892'],
    ['1e400', '1e401'],
    ['0', '1e-400'],
    ['1', 'x'],
    ['x', 'y'],
  ])('but not %s and %s', (one, other) => {
    expect(isSameNumber(one, other)).toBe(false);
  });

  test('whenever they only differ in how they are written', () => {
    const number = fc.record({ digits: fc.bigInt({ min: 1n, max: 10n ** 38n }), zeros: fc.nat(20) });
    fc.assert(
      fc.property(number, ({ digits, zeros }) => {
        const whole = `${digits}${'0'.repeat(zeros)}`;
        expect(isSameNumber(whole, `${digits}e${zeros}`)).toBe(true);
        expect(isSameNumber(whole, `0.${digits}E${String(digits).length + zeros}`)).toBe(true);
        expect(isSameNumber(whole, `${digits + 1n}e${zeros}`)).toBe(false);
      }),
    );
  });
});

describe('DynamoDB holds', () => {
  test.each(['0', '-0.0', '1e-130', '-1e-130', '9.9999999999999999999999999999999999999E+125', `1${'0'.repeat(125)}`])(
    '%s',
    (text) => {
      expect(whyNumberNotStorable(text)).toBeUndefined();
    },
  );

  test.each([
    ['9.99e-131', 'too close to zero'],
    ['1e126', 'too large'],
    ['-1e999999999999', 'too large'],
    ['123456789012345678901234567890123456789', 'more than 38 digits'],
    ['', 'not a number'],
    ['NaN', 'not a number'],
  ])('but not %s', (text, why) => {
    expect(whyNumberNotStorable(text)).toContain(why);
  });
});
