const NEWLINE = 0x0a;

/** The text has a line that is longer than any may be. */
export class LongLineError extends Error {
  override readonly name = 'LongLineError';
}

/**
 * The lines of a text in UTF-8, ended by line feeds only: other characters that end lines elsewhere may be part of JSON.
 * Empty lines are left out.
 * @param longest in bytes; what is longer would otherwise fill the memory
 * @throws LongLineError
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  longest: number,
): AsyncGenerator<string, void, undefined> {
  let pieces: Buffer[] = [];
  let length = 0;
  const take = (last: Buffer): string => {
    const line = pieces.length === 0 ? last.toString() : Buffer.concat([...pieces, last]).toString();
    pieces = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = take(chunk.subarray(start, end));
      if (line !== '') yield line;
      start = end + 1;
    }
    pieces.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > longest) throw new LongLineError('a line is too long');
  }
  const line = take(Buffer.alloc(0));
  if (line !== '') yield line;
}
