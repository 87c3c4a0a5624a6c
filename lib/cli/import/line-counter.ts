const NEWLINE = 0x0a;

/**
 * Converts byte offsets to line numbers. Offsets must lie in the bytes that were added last, and must not decrease.
 * @param first the number of the first line
 */
export const createLineCounter = (first: number) => {
  let chunk: Uint8Array = new Uint8Array();
  let chunkStart = 0;
  let line = first;
  let counted = 0;
  const at = (offset: number): number => {
    for (;;) {
      const next = chunk.indexOf(NEWLINE, counted);
      if (next === -1 || chunkStart + next >= offset) return line;
      line += 1;
      counted = next + 1;
    }
  };
  return {
    at,
    /** The line of the last byte. */
    current: () => line,
    add: (bytes: Uint8Array): void => {
      at(Number.POSITIVE_INFINITY);
      chunkStart += chunk.length;
      chunk = bytes;
      counted = 0;
    },
  };
};
