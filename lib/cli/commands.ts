import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addTokensCommand } from './commands/tokens.ts';

/** All commands, in the order of the help text. */
export const addCommands = (program: Command, cli: Cli): void => {
  addTokensCommand(program, cli);
};
