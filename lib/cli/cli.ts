import type { Readable, Writable } from 'node:stream';
import type { Issuer } from '../auth/issuer.ts';
import type { Table } from '../table/call.ts';
import type { LocalStackDescription } from './describe-local-stack.ts';

/** Where the command line is used. */
export type Terminal = {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether there is somebody to ask. */
  readonly isInteractive: boolean;
  /** The width of the terminal that standard output is; absent where it is none. */
  readonly columns?: number | undefined;
};

/** What a command has to say: `json` with `--json`; otherwise `text`, and `note` on standard error. */
export type Answer = { readonly json: unknown; readonly text: string; readonly note?: string };

/** What the commands share. Nothing is connected to before a command asks for it. */
export type Cli = {
  readonly terminal: Terminal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * The table that the options name, to be read: the local stack's own, unless they say otherwise.
   * @throws CliError when there is none, or AWS cannot be called
   */
  readonly openTable: () => Promise<Table>;
  /** The same table, to be changed: standard error says first which one it is. @throws CliError like `openTable` */
  readonly openTableToChange: () => Promise<Table>;
  /** @throws CliError when the options name a deployed table, or no local stack runs */
  readonly findLocalStack: () => Promise<LocalStackDescription>;
  /** The issuers of the local stack, or of the stack that the options name. @throws CliError when they are not to be found */
  readonly findIssuers: () => Promise<readonly Issuer[]>;
  /**
   * Asks before what cannot be undone, and names the table that it is about.
   * @throws CliError unless the answer is yes, or was given beforehand by `--yes`
   */
  readonly confirm: (question: string) => Promise<void>;
  /** Whether `--json` was given: standard output is then for one JSON document only. */
  readonly isJson: () => boolean;
  readonly print: (answer: Answer) => void;
  /** Columns that fit the terminal, see `renderTable`. */
  readonly renderTable: (
    head: readonly string[],
    rows: readonly (readonly (string | number | undefined)[])[],
  ) => string;
};
