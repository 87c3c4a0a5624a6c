/** A text as it may be shown: a name can hold anything, but it does not get to move the cursor or to colour the terminal. */
export const printable = (text: string): string => text.replaceAll(/(?!\n)\p{Cc}/gu, '\u{fffd}');
