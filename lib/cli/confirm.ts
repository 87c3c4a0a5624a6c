import { confirm } from '@clack/prompts';
import type { Terminal } from './cli.ts';
import { CliError } from './cli-error.ts';

/**
 * Asks before something that cannot be undone. The question goes to standard error: standard output is for answers.
 * @throws CliError unless the answer is yes, or where there is no terminal to ask on
 */
export const askFirst = async (question: string, { stdin, stderr, isInteractive }: Terminal): Promise<void> => {
  if (!isInteractive) throw new CliError(`${question} No terminal to ask on. Repeat with --yes to confirm.`);
  const answer = await confirm({ message: question, initialValue: false, input: stdin, output: stderr });
  // Anything but true, so that Ctrl-C is a no as well
  if (answer !== true) throw new CliError('Nothing was changed.');
};
