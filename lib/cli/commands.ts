import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addExportCommand } from './commands/export.ts';
import { addImportCommand } from './commands/import.ts';
import { addKeysCommands } from './commands/keys.ts';
import { addOrganizationsCommands } from './commands/organizations.ts';
import { addTokensCommands } from './commands/tokens.ts';
import { addTrialsCommands } from './commands/trials.ts';
import { addUsersCommands } from './commands/users.ts';

/** All commands, in the order of the help text. */
export const addCommands = (program: Command, cli: Cli): void => {
  addImportCommand(program, cli);
  addExportCommand(program, cli);
  addOrganizationsCommands(program, cli);
  addUsersCommands(program, cli);
  addKeysCommands(program, cli);
  addTrialsCommands(program, cli);
  addTokensCommands(program, cli);
};
