/** Numbers by their decimal digits, which is how DynamoDB keeps them: 38 digits, from 1e-130 to just below 1e126. */

const MAX_DIGITS = 38;
const MIN_EXPONENT = -130;
const MAX_EXPONENT = 125;

/** `digits` begins and ends with another digit than zero, and is empty for zero; the first one counts `10 ** exponent`. */
type Decimal = { readonly sign: string; readonly digits: string; readonly exponent: number };

const NUMBER = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

const parseDecimal = (text: string): Decimal | undefined => {
  const [, sign = '', whole = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  const all = whole + fraction;
  if (all === '') return undefined;
  const first = all.search(/[1-9]/);
  if (first === -1) return { sign: '', digits: '', exponent: 0 };
  const digits = all.slice(first).replace(/0+$/, '');
  return { sign: sign === '-' ? '-' : '', digits, exponent: whole.length - 1 - first + Number(power) };
};

/** Whether two texts are the same number, such as `1e2` and `100.0`. */
export const isSameNumber = (one: string, other: string): boolean => {
  if (one === other) return true;
  const [first, second] = [parseDecimal(one), parseDecimal(other)];
  return (
    first !== undefined &&
    first.sign === second?.sign &&
    first.digits === second.digits &&
    first.exponent === second.exponent
  );
};

/** Why DynamoDB cannot hold a number; undefined when it can, with all digits. */
export const whyNumberNotStorable = (text: string): string | undefined => {
  const decimal = parseDecimal(text);
  if (decimal === undefined) return 'not a number';
  const { digits, exponent } = decimal;
  if (digits === '') return undefined;
  if (digits.length > MAX_DIGITS) return `a number of more than ${MAX_DIGITS} digits, which the table cannot hold`;
  if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) {
    return `a number that is too ${exponent > 0 ? 'large' : 'close to zero'} for the table`;
  }
  return undefined;
};
