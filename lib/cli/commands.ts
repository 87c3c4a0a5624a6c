import addCompletions from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addCheckCommand } from './commands/check.ts';
import { addExportCommand } from './commands/export.ts';
import { addImportCommand } from './commands/import.ts';
import { addKeysCommands } from './commands/keys.ts';
import { addOrganizationsCommands } from './commands/organizations.ts';
import { addProjectsCommands } from './commands/projects.ts';
import { addTokensCommands } from './commands/tokens.ts';
import { addTrialsCommands } from './commands/trials.ts';
import { addUsersCommands } from './commands/users.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { EXAMPLES } from './examples.ts';

type Completed = ReturnType<ReturnType<typeof addCompletions>['command']>;

/** Adds all commands in the order of the help text. The script of `completion` calls this program on every Tab. */
export const addCommands = (program: Command, cli: Cli): void => {
  addImportCommand(program, cli);
  addExportCommand(program, cli);
  addCheckCommand(program, cli);
  addOrganizationsCommands(program, cli);
  addUsersCommands(program, cli);
  addProjectsCommands(program, cli);
  addKeysCommands(program, cli);
  addTrialsCommands(program, cli);
  addTokensCommands(program, cli);
  addVerifyCommand(program, cli);
  addExamples(program);
  // Must be last: it completes only commands that were added before.
  const completions = addCompletions(program, { completionCommandName: 'completion' });
  for (const completed of completions.commands.values()) completeOptionsOf(program, completed);
  const completion = program.commands.find((command) => command.name() === 'completion');
  completion?.description('prints a script that completes commands and options');
};

/** Completes the program's own options after a command, too, where they are usually typed. */
const completeOptionsOf = (program: Command, completed: Completed): void => {
  for (const { long, description, required } of program.options) {
    const name = long?.slice('--'.length);
    if (name === undefined) continue;
    if (required) completed.option(name, description, () => undefined);
    else completed.option(name, description);
  }
};

/** Puts the examples of each command first in its help. */
const addExamples = (command: Command, path = command.name()): void => {
  const lines = EXAMPLES[path] ?? [];
  if (lines.length > 0)
    command.addHelpText('before', ['Examples:', ...lines.map((line) => `  ${line}`), ''].join('\n'));
  for (const child of command.commands) addExamples(child, `${path} ${child.name()}`);
};
