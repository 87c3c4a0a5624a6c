import { confirm } from '@clack/prompts';
import type { Terminal } from './cli.ts';
import { CliError } from './cli-error.ts';

/**
 * Asks for confirmation before something that cannot be undone. The question goes to standard error, because standard
 * output is for results.
 * @throws CliError unless the operator confirms, or if there is no terminal to ask on
 */
export const requireConfirmation = async (
  question: string,
  { stdin, stderr, isInteractive }: Terminal,
): Promise<void> => {
  if (!isInteractive) throw new CliError(`${question} No terminal to ask on. Repeat with --yes to confirm.`);
  const answer = await confirm({ message: question, initialValue: false, input: stdin, output: stderr });
  // Ctrl-C returns a symbol, which counts as a no
  if (answer !== true) throw new CliError('Nothing was changed.');
};
