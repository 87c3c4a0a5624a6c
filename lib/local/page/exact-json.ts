declare global {
  // TypeScript's libraries do not have them yet, and neither have browsers from before 2025; only an interface can be added to
  interface JSON {
    rawJSON?: (digits: string) => unknown;
    isRawJSON?: (value: unknown) => boolean;
  }
}

/** A number whose digits JavaScript's numbers may not hold, or write otherwise. In a text it does no harm. */
const REMARKABLE_NUMBER = /[:,[]\s*-?(?:[\d.]{16,}|\d+\.\d*0|\d[\d.]*[eE][\d+-]+|(?<=-)0)(?=\s*[,\]}])/;

/**
 * Parses JSON, with numbers that `JSON.stringify` writes as they were. To look at each number takes much longer than to parse
 * them, so it is done only where there may be such a number.
 * @throws SyntaxError
 */
export const parseExactly = (text: string): unknown =>
  REMARKABLE_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);

const keepDigits = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' && context?.source !== undefined && context.source !== String(value)
    ? (JSON.rawJSON?.(context.source) ?? value)
    : value;
