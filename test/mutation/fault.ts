/** A fault that somebody could make by hand, where mutation testing does not look. */
export type Fault = {
  /** What is then wrong, in one line. */
  readonly what: string;
  /** The source file, by its path from the root. */
  readonly file: string;
  /** Must be in the file exactly once. */
  readonly search: string;
  readonly replace: string;
  /** The test files of which at least one must fail; the cheapest that can. */
  readonly tests: readonly string[];
  /** Runs only the tests whose names match, as vitest's `-t` does. Absent: all tests of these files. */
  readonly named?: string;
};
