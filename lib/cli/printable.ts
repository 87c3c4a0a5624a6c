/** Control characters, C1 among them, and the marks that change the direction of text or end a line. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A text as it may be shown: a stored name can hold anything, but it does not move the cursor or reverse the line. */
export const printable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (character) => (character === '\n' ? character : '\u{fffd}'));

/** A text for one cell or one line: line breaks in it are shown, too, and break nothing. */
export const printableLine = (text: string): string => text.replaceAll(UNPRINTABLE, '\u{fffd}');

/** A value as JSON whose text is safe on a terminal: what {@link printable} replaces is escaped. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
