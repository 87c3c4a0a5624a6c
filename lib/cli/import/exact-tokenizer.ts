import { Tokenizer } from '@streamparser/json';
import { isSameNumber } from '../../table/decimal.ts';
import { exactNumber } from '../../table/exact-number.ts';

/**
 * A tokenizer that never rounds numbers. In free-form data they keep all digits. Elsewhere, a number that JavaScript
 * cannot represent exactly becomes NaN.
 */
export class ExactTokenizer extends Tokenizer {
  /** Whether the tokenizer is inside free-form data. */
  isFreeForm = false;

  protected override parseNumber(text: string): number {
    const number = Number(text);
    if (!this.isFreeForm) return isSameNumber(String(number), text) ? number : Number.NaN;
    const isExact = Number.isSafeInteger(number) || !Number.isInteger(number);
    // According to its documentation, the tokenizer passes on any value; its type allows numbers only
    return (isExact ? exactNumber(text) : JSON.rawJSON(text)) as number;
  }
}
