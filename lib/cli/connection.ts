import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Command, Option } from 'commander';
import * as z from 'zod/mini';
import { type Issuer, issuerSchema } from '../auth/issuer.ts';
import { LOOPBACK } from '../local/listen.ts';
import { DESCRIPTION_PATH } from '../local/pages.ts';
import { createLocalClient } from '../local/table.ts';
import type { Table } from '../table/call.ts';
import { createFastReadingClient } from '../table/fast-reads.ts';
import { parseWith } from './arguments.ts';
import { CliError, MisuseError } from './cli-error.ts';

const LOOPBACK_NAMES: ReadonlySet<string> = new Set([LOOPBACK, '[::1]', 'localhost']);

/** The stack's output that names the table. */
const TABLE_OUTPUT = 'TableName';

/** The stack's output with its issuers, as JSON. */
const ISSUERS_OUTPUT = 'Issuers';

/** An operator may be half the world away from the table, and in less of a hurry than a request. */
const CALL_LIMIT_MS = 60_000;
const CLIENT_LIMITS = {
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
};

/** What listens on the local stack's port and says nothing is something else; in milliseconds. */
const LOCAL_LIMIT_MS = 10_000;

const optionsSchema = z.object({
  port: z.exactOptional(z.string()),
  table: z.exactOptional(z.string()),
  stack: z.exactOptional(z.string()),
  region: z.exactOptional(z.string()),
  profile: z.exactOptional(z.string()),
  endpoint: z.exactOptional(z.url()),
});

type ConnectionOptions = z.infer<typeof optionsSchema>;

const portSchema = z.string().check(z.regex(/^[1-9]\d{0,4}$/, 'A port is a number from 1 to 65535.'));
const DEFAULT_PORT = '4800';

/** Adds the options that say which table is meant; those that contradict each other are refused. */
export const addConnectionOptions = (program: Command): Command =>
  program
    .addOption(
      new Option('--port <port>', `the local stack's port, ${DEFAULT_PORT} unless given`).argParser(
        parseWith(portSchema),
      ),
    )
    .addOption(new Option('--table <name>', 'a deployed table').conflicts(['port', 'stack']))
    .addOption(
      new Option('--stack <name>', 'the table of a deployed stack, by its outputs').conflicts(['port', 'endpoint']),
    )
    .addOption(new Option('--region <region>', "the deployed table's region").conflicts('port'))
    .addOption(new Option('--profile <name>', 'an AWS profile').conflicts('port'))
    .addOption(
      new Option('--endpoint <url>', 'where DynamoDB is, if not at AWS')
        .conflicts('port')
        .argParser(parseWith(z.url('It is not a URL.'))),
    );

/** What the options say, and where they say nothing of which table, what the environment says. @throws MisuseError */
const parseOptions = (
  program: Command,
  { ORGANIZATIONS_PORT, ORGANIZATIONS_STACK }: Environment,
): ConnectionOptions => {
  const given = z.parse(optionsSchema, program.opts());
  const isNamed = given.table !== undefined || given.stack !== undefined || given.port !== undefined;
  const port = !isNamed && ORGANIZATIONS_PORT ? parsePort(ORGANIZATIONS_PORT) : undefined;
  const options = {
    ...(isNamed || !ORGANIZATIONS_STACK ? {} : { stack: ORGANIZATIONS_STACK }),
    ...(port === undefined || ORGANIZATIONS_STACK ? {} : { port }),
    ...given,
  };
  const { table, stack, port: _, ...settings } = options;
  const [setting] = Object.keys(settings);
  if (setting !== undefined && table === undefined && stack === undefined) {
    throw new MisuseError(`--${setting} is about a deployed table: name it with --table or --stack.`);
  }
  return options;
};

const parsePort = (text: string): string => {
  const port = z.safeParse(portSchema, text);
  if (!port.success) throw new MisuseError(`ORGANIZATIONS_PORT: ${port.error.issues[0]?.message}`);
  return port.data;
};

/** Environment variables that stand for options: `ORGANIZATIONS_PORT`, `ORGANIZATIONS_STACK`. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type OpenedTable = {
  readonly table: Table;
  /** Says which one it is in an operator's words: `table Organizations-1 of stack Organizations, account …, region …`. */
  readonly describe: () => Promise<string>;
};

/** The table that the program's options name. @throws CliError */
export const openTable = async (program: Command, environment: Environment): Promise<OpenedTable> => {
  const { table, stack, port = DEFAULT_PORT, ...settings } = parseOptions(program, environment);
  if (table === undefined && stack === undefined) {
    const { dynamodb, table: name } = await describeLocalStack(port);
    const describe = async () => `table ${name} of the local stack on port ${port}`;
    return { table: { client: createLocalClient(dynamodb), name, callLimitMs: CALL_LIMIT_MS }, describe };
  }
  const client = createFastReadingClient({ ...settings, ...CLIENT_LIMITS }, (reason) => process.emitWarning(reason));
  try {
    // Both would otherwise be missed by the first call, within the limit of its time
    await client.config.region();
    await client.config.credentials();
  } catch (error) {
    throw new CliError(`AWS cannot be called: ${textOf(error)}`, { cause: error });
  }
  if (table === undefined) {
    const { name, arn } = await findTable(stack ?? '', settings);
    const describe = async () => placeOf(`${name} of stack ${stack}`, arn);
    return { table: { client, name, callLimitMs: CALL_LIMIT_MS }, describe };
  }
  const describe = async () => placeOf(table, await arnOf(client, table));
  return { table: { client, name: table, callLimitMs: CALL_LIMIT_MS }, describe };
};

const arnOf = async (client: DynamoDBClient, name: string): Promise<string> => {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table?.TableArn ?? '';
  } catch {
    // Whoever may change items need not be allowed to describe the table.
    return `arn:aws:dynamodb:${await client.config.region()}`;
  }
};

const placeOf = (name: string, arn: string): string => {
  const [, , , region, account = 'unknown'] = arn.split(':');
  return `table ${name}, account ${account}, region ${region}`;
};

const findTable = async (stack: string, settings: StackSettings) => {
  const { value, id } = await readOutput(stack, TABLE_OUTPUT, settings);
  return { name: value, arn: id };
};

type StackSettings = Pick<ConnectionOptions, 'region' | 'profile'>;

const readOutput = async (stack: string, name: string, settings: StackSettings) => {
  const cloudFormation = new CloudFormationClient(settings);
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack })).catch((error) => {
    throw new CliError(`The stack ${stack} cannot be read: ${textOf(error)}`, { cause: error });
  });
  const output = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name);
  if (output?.OutputValue === undefined) throw new CliError(`The stack ${stack} has no output ${name}.`);
  return { value: output.OutputValue, id: Stacks[0]?.StackId ?? '' };
};

/** The issuers whose tokens the named stack accepts, the local one's or a deployed one's. @throws CliError */
export const findIssuers = async (program: Command, environment: Environment): Promise<readonly Issuer[]> => {
  const { table, stack, port = DEFAULT_PORT, ...settings } = parseOptions(program, environment);
  if (table !== undefined) throw new MisuseError('A table does not know its issuers: name the stack with --stack.');
  if (stack === undefined) return (await describeLocalStack(port)).issuers;
  const { value } = await readOutput(stack, ISSUERS_OUTPUT, settings);
  return z.parse(z.array(issuerSchema), JSON.parse(value));
};

/** A URL of this machine alone. Whatever answers on the port does not lead anywhere else. */
const loopbackUrl = z.url().check(z.refine((url) => LOOPBACK_NAMES.has(new URL(url).hostname)));

const localStackSchema = z.object({
  url: loopbackUrl,
  dynamodb: loopbackUrl,
  table: z.string(),
  jwks: loopbackUrl,
  issuers: z.array(issuerSchema),
});

/** What runs on this machine: the API's URL with its stage, DynamoDB's, the table's name, the keys of its own
 * issuer, and all issuers. */
export type LocalStackDescription = z.infer<typeof localStackSchema>;

/** The local stack that the program's options name. @throws CliError */
export const findLocalStack = (program: Command, environment: Environment): Promise<LocalStackDescription> => {
  const { table, stack, port = DEFAULT_PORT } = parseOptions(program, environment);
  if (table === undefined && stack === undefined) return describeLocalStack(port);
  throw new MisuseError('This is for the local stack only: leave --table and --stack out.');
};

const describeLocalStack = async (port: string): Promise<LocalStackDescription> => {
  const hint = 'Start one with `npm start`, name its --port, or a deployed table with --table or --stack.';
  const signal = AbortSignal.timeout(LOCAL_LIMIT_MS);
  const response = await fetch(`http://${LOOPBACK}:${port}${DESCRIPTION_PATH}`, { signal, redirect: 'error' }).catch(
    (error: unknown) => {
      throw new CliError(`No local stack runs on port ${port}. ${hint}`, { cause: error });
    },
  );
  const description = localStackSchema.safeParse(await response.json().catch(() => undefined));
  if (!description.success) throw new CliError(`What runs on port ${port} is no local stack. ${hint}`);
  return description.data;
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
