import { inspect } from 'node:util';
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { Command, CommanderError, Help, type Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { describeOutage } from '../auth/explain-rules.ts';
import { JwksUnavailableError } from '../auth/jwks.ts';
import { RefusalError } from '../contract/refusal.ts';
import { BrokenItemError, TableRefusedError, TableUnavailableError } from '../table/errors.ts';
import type { Cli, Terminal } from './cli.ts';
import { CliError, InterruptedError, MisuseError } from './cli-error.ts';
import { addCommands } from './commands.ts';
import { requireConfirmation } from './confirm.ts';
import { findIssuers, findLocalStack, openTable } from './connection.ts';
import { addConnectionOptions, type Environment, namedConnection } from './connection-options.ts';
import { describeRefusal } from './describe-refusal.ts';
import { printable, printableJson } from './printable.ts';
import { renderTable } from './render-table.ts';

/** Exit statuses: the command failed; the command line is invalid. */
const FAILED = 1;
const MISUSED = 2;

/**
 * Runs one command of the operator's command line.
 * @param parameters the arguments after the program's name
 * @param now milliseconds since 1970
 * @param environment variables that are defaults for options
 * @returns the exit status: 0; 1 if the command failed; 2 if the command line is invalid; 128 plus the signal's number
 *   if it was interrupted, such as 130 after Ctrl-C
 */
export const runCli = async (
  parameters: readonly string[],
  terminal: Terminal,
  now: () => number = Date.now,
  environment: Environment = {},
): Promise<number> => {
  const program = createProgram(terminal);
  const cli = createCli(program, terminal, now, environment);
  addCommands(program, cli);
  try {
    await program.parseAsync(parameters, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already printed the message
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED;
    const isUnknown = error instanceof TableUnavailableError && cli.isChanging();
    terminal.stderr.write(`${printable(describe(error) + (isUnknown ? OUTCOME_UNKNOWN : ''))}\n`);
    if (error instanceof InterruptedError) return error.status;
    return error instanceof MisuseError ? MISUSED : FAILED;
  }
};

/** Without the default of a flag, which is that it is not given. */
const describeOption = (option: Option): string =>
  option.defaultValue === false ? option.description : new Help().optionDescription(option);

const createProgram = ({ stdout, stderr }: Terminal): Command => {
  const program = new Command('organizations')
    .description('Manages the table behind GET /v1/api/organizations.')
    .configureHelp({ showGlobalOptions: true, optionDescription: describeOption })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: ./, (start) => start.slice(-1).toUpperCase())),
    })
    .exitOverride()
    .version(packageJson.version, '--version', "prints this program's version")
    .option('--json', 'answers as JSON')
    .option('--yes', 'answers yes to every question');
  return addConnectionOptions(program);
};

const createCli = (program: Command, terminal: Terminal, now: () => number, environment: Environment): Cli => {
  let opening: ReturnType<typeof openTable> | undefined;
  let isPlaceNamed = false;
  let isChanging = false;
  const open = () => {
    opening ??= openTable(program, environment);
    return opening;
  };
  const isJson = () => program.opts()['json'] === true;
  return {
    terminal,
    now,
    openTable: async () => (await open()).table,
    openTableToChange: async () => {
      const opened = await open();
      if (!isPlaceNamed) terminal.stderr.write(`In ${printable(await opened.describe())}:\n`);
      isPlaceNamed = true;
      isChanging = true;
      return opened.table;
    },
    isChanging: () => isChanging,
    requireNoTable: (why) => {
      const named = namedConnection(program);
      if (named !== undefined) throw new MisuseError(`${why}: leave --${named} out.`);
    },
    findLocalStack: async () => findLocalStack(program, environment),
    findIssuers: () => findIssuers(program, environment),
    confirm: async (question) => {
      if (program.opts()['yes'] === true) return;
      const place = await (await open()).describe();
      isPlaceNamed = true;
      await requireConfirmation(printable(`In ${place}: ${question}`), terminal);
    },
    isJson,
    print: ({ json, text, note }) => {
      terminal.stdout.write(`${isJson() ? printableJson(json) : printable(text)}\n`);
      if (!isJson() && note !== undefined) terminal.stderr.write(`${printable(note)}\n`);
    },
    renderTable: (head, rows) => renderTable(head, rows, terminal.columns),
  };
};

const OUTCOME_UNKNOWN = ' Whether the change was made is not known. Look, and run the command again if it was not.';

/** A sentence for each expected error. Any other error is a defect and is printed with its stack trace. */
const describe = (error: unknown): string => {
  if (error instanceof RefusalError) return describeRefusal(error);
  if (error instanceof CliError || error instanceof BrokenItemError) return sentence(error.message);
  if (error instanceof JwksUnavailableError) return describeOutage(error);
  if (error instanceof DynamoDBServiceException) return sentence(`the table refused: ${error.message}`);
  if (error instanceof TableRefusedError || error instanceof TableUnavailableError) {
    const cause = error.cause instanceof Error ? `: ${error.cause.message || error.cause.name}` : '';
    return sentence(error.message + cause);
  }
  return inspect(error);
};

const sentence = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
