/** Control characters including C1, line and paragraph separators, and characters that change the direction of text. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Makes a text safe to print. Stored names can hold any character, but must not move the cursor or reverse a line. Line
 * breaks are kept.
 */
export const printable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (character) => (character === '\n' ? character : '\u{fffd}'));

/** Makes a text safe to print in one line or cell. Line breaks are replaced, too. */
export const printableLine = (text: string): string => text.replaceAll(UNPRINTABLE, '\u{fffd}');

const escapeUnprintable = (json: string): string =>
  json.replaceAll(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A value as JSON that is safe to print: what {@link printable} replaces is escaped. */
export const printableJson = (value: unknown): string => escapeUnprintable(JSON.stringify(value));

/** The same as a document that people read, indented. Line breaks in a JSON text are only ever its own. */
export const printableDocument = (value: unknown): string =>
  JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => `${escapeUnprintable(line)}\n`)
    .join('');
