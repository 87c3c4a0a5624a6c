import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, type DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import * as z from 'zod/mini';
import { createIssuersSchema, type Issuer } from '../auth/issuer.ts';
import { createLocalClient } from '../local/table.ts';
import type { Table } from '../table/call.ts';
import { createFastReadingClient } from '../table/fast-reads.ts';
import { CliError, MisuseError } from './cli-error.ts';
import { type ConnectionOptions, DEFAULT_PORT, type Environment, parseOptions } from './connection-options.ts';
import { describeLocalStack, type LocalStackDescription } from './describe-local-stack.ts';

/** The stack's output that names the table. */
const TABLE_OUTPUT = 'TableName';

/** The stack's output with its issuers, as JSON. */
const ISSUERS_OUTPUT = 'Issuers';

/** Version 1.0.0 had no such output. */
const DEPLOY_AGAIN = 'Deploy the stack with this version first.';

/** Longer limits than a request has: an operator may be far away from the table, and can wait. */
const CALL_LIMIT_MS = 60_000;
const CLIENT_LIMITS = {
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
};

export type OpenedTable = {
  readonly table: Table;
  /** Describes the table for an operator: `table Organizations-1 of stack Organizations, account …, region …`. */
  readonly describe: () => Promise<string>;
};

/** Opens the table that the options name. @throws CliError */
export const openTable = async (program: Command, environment: Environment): Promise<OpenedTable> => {
  const { table, stack, port = DEFAULT_PORT, ...settings } = parseOptions(program, environment);
  if (table === undefined && stack === undefined) {
    const { dynamodb, table: name } = await describeLocalStack(port);
    const describe = async () => `table ${name} of the local stack on port ${port}`;
    return { table: { client: createLocalClient(dynamodb), name, callLimitMs: CALL_LIMIT_MS }, describe };
  }
  const client = createFastReadingClient({ ...settings, ...CLIENT_LIMITS }, (reason) => process.emitWarning(reason));
  try {
    // Resolved here for a clear message, and so that the first call's time limit does not include it
    await client.config.region();
    await client.config.credentials();
  } catch (error) {
    throw new CliError(`AWS cannot be reached with this configuration: ${textOf(error)}`, { cause: error });
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
  } catch (error) {
    if (!(error instanceof DynamoDBServiceException))
      throw new CliError(`The table ${name} cannot be described: ${textOf(error)}`, { cause: error });
    // An operator may be allowed to change items but not to describe the table
    if (error.name === 'AccessDeniedException') return `arn:aws:dynamodb:${await client.config.region()}`;
    throw error;
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
  if (output?.OutputValue === undefined)
    throw new CliError(`The stack ${stack} has no output ${name}.${name === ISSUERS_OUTPUT ? ` ${DEPLOY_AGAIN}` : ''}`);
  return { value: output.OutputValue, id: Stacks[0]?.StackId ?? '' };
};

/** The issuers whose tokens the named stack accepts, be it the local one or a deployed one. @throws CliError */
export const findIssuers = async (program: Command, environment: Environment): Promise<readonly Issuer[]> => {
  const { table, stack, port = DEFAULT_PORT, ...settings } = parseOptions(program, environment);
  if (table !== undefined)
    throw new MisuseError('The issuers are stored with the stack, not with the table: use --stack.');
  if (stack === undefined) return (await describeLocalStack(port)).issuers;
  const { value } = await readOutput(stack, ISSUERS_OUTPUT, settings);
  try {
    return z.parse(createIssuersSchema(), JSON.parse(value));
  } catch (error) {
    const sentence = `The output ${ISSUERS_OUTPUT} of the stack ${stack} is not a list of issuers that this version knows.`;
    throw new CliError(`${sentence} Use the version that deployed the stack, or deploy it with this one.`, {
      cause: error,
    });
  }
};

/** Finds the local stack that the options name. @throws CliError */
export const findLocalStack = (program: Command, environment: Environment): Promise<LocalStackDescription> => {
  const { table, stack, port = DEFAULT_PORT } = parseOptions(program, environment);
  if (table === undefined && stack === undefined) return describeLocalStack(port);
  throw new MisuseError('This is for the local stack only: leave --table and --stack out.');
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
