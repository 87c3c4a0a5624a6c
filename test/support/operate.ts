import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '../../lib/cli/run-cli.ts';

export type Outcome = { readonly status: number; readonly stdout: string; readonly stderr: string };

type Circumstances = {
  /** What stands on standard input. */
  readonly input?: string;
  /** Milliseconds since 1970. */
  readonly now?: number;
  /** The terminal's width; otherwise standard output is no terminal. */
  readonly columns?: number;
  /** Keeps the line that says which table is changed. */
  readonly keepsPlace?: boolean;
};

/** The line before a change; one test looks at it, and it is left out for all others. */
const PLACE = /^In table \S+ of the local stack on port \d+:\n/;

/** Runs one command of the operator's command line in this process, where nobody can be asked. */
export const operate = async (
  parameters: readonly string[],
  { input = '', now, columns, keepsPlace = false }: Circumstances = {},
): Promise<Outcome> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const output = Promise.all([text(stdout), text(stderr)]);
  const terminal = { stdin: Readable.from([input]), stdout, stderr, columns, isInteractive: false };
  const status = await runCli(parameters, terminal, now === undefined ? Date.now : () => now);
  stdout.end();
  stderr.end();
  const [out, err] = await output;
  return { status, stdout: out, stderr: keepsPlace ? err : err.replace(PLACE, '') };
};
