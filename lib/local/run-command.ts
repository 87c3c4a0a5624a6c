import { inspect } from 'node:util';
import { LocalStackError } from './local-stack-error.ts';

/** A line on standard output: what was asked for. */
export const print = (text: string) => void process.stdout.write(`${text}\n`);
/** A line on standard error: what is said about it. */
export const printToStderr = (text: string) => void process.stderr.write(`${text}\n`);
/** The sentence of a failure that is foreseen; all that is known of any other. */
export const printFailure = (error: unknown) =>
  printToStderr(error instanceof LocalStackError ? error.message : inspect(error));

/**
 * Runs what a script was started for. A failure, or a signal at any time, disposes of the resources before the process ends.
 * What has succeeded may leave them in use.
 */
export const runCommand = (run: (resources: AsyncDisposableStack) => Promise<void>): void => {
  const resources = new AsyncDisposableStack();
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await resources.disposeAsync().finally(() => process.exit());
  };
  // SIGTERM ends npm's shell, which does not pass it on: https://github.com/npm/cli/issues/6684
  if (process.env['npm_lifecycle_event'] !== undefined) {
    const { ppid } = process;
    setInterval(() => process.ppid !== ppid && stop(), 200).unref();
  }
  // Whoever read the log has gone, as `head` does after ten lines: what is served still is.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);

  run(resources).catch(async (error: unknown) => {
    // What is still starting when it is stopped fails in many ways, none of them news.
    if (isStopping) return;
    printFailure(error);
    process.exitCode = 1;
    await resources.disposeAsync();
  });
};
