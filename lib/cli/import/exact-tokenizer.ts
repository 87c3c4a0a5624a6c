import { Tokenizer } from '@streamparser/json';
import { isSameNumber } from '../../table/decimal.ts';
import { exactNumber } from '../../table/exact-number.ts';

/**
 * A tokenizer whose numbers lose no digits: in free-form data they keep them, and elsewhere, where none are wanted that
 * JavaScript does not have, they are no numbers.
 */
export class ExactTokenizer extends Tokenizer {
  /** Whether what is read now is free-form data. */
  isFreeForm = false;

  protected override parseNumber(text: string): number {
    const number = Number(text);
    if (!this.isFreeForm) return isSameNumber(String(number), text) ? number : Number.NaN;
    const isExact = Number.isSafeInteger(number) || !Number.isInteger(number);
    // The tokenizer hands on whatever this gives, as its documentation says; its type knows numbers only
    return (isExact ? exactNumber(text) : JSON.rawJSON(text)) as number;
  }
}
