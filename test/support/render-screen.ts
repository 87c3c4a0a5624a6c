const ESCAPE = '\u001b';
const SEQUENCE = new RegExp(`^${ESCAPE}\\[([\\d;?]*)([A-Za-z])`);

/**
 * What stands on a terminal after a program has written to it, a text for each line. It knows what programs here use: line
 * ends, carriage returns, the end of a row, clearing a line; colours and modes change nothing on the screen.
 * @throws Error for a control sequence that it does not know
 */
export const renderScreen = (output: string, columns: number): string[] => {
  const rows: string[][] = [[]];
  let column = 0;
  const row = (): string[] => rows[rows.length - 1] ?? [];
  for (let rest = output; rest !== ''; ) {
    const [sequence = '', parameters = '', final = ''] = SEQUENCE.exec(rest) ?? [];
    if (sequence !== '') {
      if (final === 'K') rows[rows.length - 1] = parameters === '2' ? [] : row().slice(0, column);
      else if (final === 'G') column = Number(parameters || 1) - 1;
      else if (!'mhl'.includes(final)) throw new Error(`an unknown control sequence: ${JSON.stringify(sequence)}`);
      rest = rest.slice(sequence.length);
      continue;
    }
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    if (character === ESCAPE) throw new Error(`an unknown escape: ${JSON.stringify(rest.slice(0, 5))}`);
    rest = rest.slice(character.length);
    if (character === '\r') column = 0;
    else if (character === '\n') {
      rows.push([]);
      column = 0;
    } else {
      if (column === columns) {
        rows.push([]);
        column = 0;
      }
      while (row().length < column) row().push(' ');
      row()[column++] = character;
    }
  }
  return rows.map((cells) => cells.join('').trimEnd());
};
