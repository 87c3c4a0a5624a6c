/**
 * Breaks a line at spaces, and a word that is longer than a line anywhere.
 * @param columns how many characters a line may have; absent for a line of any length
 * @param indent stands before the first line, and with two more spaces before all others
 */
export const wrap = (text: string, columns: number | undefined, indent = ''): string => {
  const lines: string[] = [];
  let line = indent;
  const room = () => Math.max(1, (columns ?? Number.POSITIVE_INFINITY) - line.length);
  const breakLine = () => {
    lines.push(line);
    line = `${indent}  `;
  };
  for (const word of text.split(' ')) {
    const isFirst = line.trim() === '';
    if (!isFirst && word.length + 1 > room()) breakLine();
    let rest = line.trim() === '' ? word : ` ${word}`;
    for (; rest.length > room(); breakLine()) {
      const length = room();
      line += rest.slice(0, length);
      rest = rest.slice(length);
    }
    line += rest;
  }
  return [...lines, line].join('\n');
};
