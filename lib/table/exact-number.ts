/**
 * Numbers that keep their digits: DynamoDB stores 38 of them, JavaScript's numbers have about 16. JSON can say them all.
 * @see https://tc39.es/proposal-json-parse-with-source/
 */

/** What `JSON.stringify` writes as the digits that it was made of. */
export type RawNumber = { readonly rawJSON: string };

declare global {
  // TypeScript's libraries have neither yet, and only an interface can be added to
  interface JSON {
    rawJSON(text: string): RawNumber;
    isRawJSON(value: unknown): value is RawNumber;
  }
}

/** RFC 8259, section 6. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * A number for `JSON.stringify`, by its text: JavaScript's own where it is written with the same digits, a raw one otherwise.
 * @returns undefined for a text that is no number
 */
export const exactNumber = (text: string): number | RawNumber | undefined => {
  const number = Number(text);
  if (!JSON_NUMBER.test(text)) return undefined;
  return String(number) === text ? number : JSON.rawJSON(text);
};

/**
 * The digits of a number: of JavaScript's or of a raw one.
 * @returns undefined for everything else, and for an integer beyond 2^53, whose digits were lost before
 */
export const digitsOf = (value: unknown): string | undefined => {
  if (JSON.isRawJSON(value)) return JSON_NUMBER.test(value.rawJSON) ? value.rawJSON : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
};
