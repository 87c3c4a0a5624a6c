import type { Readable, Writable } from 'node:stream';
import type { Issuer } from '../auth/issuer.ts';
import type { Table } from '../table/call.ts';
import type { LocalStackDescription } from './describe-local-stack.ts';

/** The streams of the command line, and what is known about the terminal. */
export type Terminal = {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether the operator can be asked questions. */
  readonly isInteractive: boolean;
  /** The width of the terminal, in characters; absent if standard output is not a terminal. */
  readonly columns?: number | undefined;
};

/** A command's result. With `--json`, `json` is printed. Otherwise `text` is printed, and `note` on standard error. */
export type Answer = { readonly json: unknown; readonly text: string; readonly note?: string };

/** What the commands share. A connection is opened only when a command asks for it. */
export type Cli = {
  readonly terminal: Terminal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Opens the table that the options name, for reading. Without options it is the local stack's.
   * @throws CliError if there is no such table, or AWS cannot be called
   */
  readonly openTable: () => Promise<Table>;
  /**
   * Opens the same table for changes. The first time, it prints the table's name on standard error.
   * @throws CliError like `openTable`
   */
  readonly openTableToChange: () => Promise<Table>;
  /** Whether the table was opened for changes: from then on, a change may have been made whose answer was lost. */
  readonly isChanging: () => boolean;
  /**
   * For what reads and writes files only.
   * @param why a sentence without its full stop
   * @throws MisuseError if the options name a table
   */
  readonly requireNoTable: (why: string) => void;
  /** @throws CliError if the options name a deployed table, or no local stack runs */
  readonly findLocalStack: () => Promise<LocalStackDescription>;
  /**
   * The issuers of the stack that the options name, or else of the local stack.
   * @throws CliError if they cannot be found
   */
  readonly findIssuers: () => Promise<readonly Issuer[]>;
  /**
   * Asks for confirmation before something that cannot be undone. The question names the table. `--yes` skips it.
   * @throws CliError unless the operator confirms
   */
  readonly confirm: (question: string) => Promise<void>;
  /** Whether `--json` was given. Standard output must then hold exactly one JSON document. */
  readonly isJson: () => boolean;
  readonly print: (answer: Answer) => void;
  /** Renders a table that fits the terminal, see `renderTable`. */
  readonly renderTable: (
    head: readonly string[],
    rows: readonly (readonly (string | number | undefined)[])[],
  ) => string;
};
