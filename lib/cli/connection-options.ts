import { type Command, Option } from 'commander';
import * as z from 'zod/mini';
import { parseWith } from './arguments.ts';
import { MisuseError } from './cli-error.ts';

const optionsSchema = z.object({
  port: z.exactOptional(z.string()),
  table: z.exactOptional(z.string()),
  stack: z.exactOptional(z.string()),
  region: z.exactOptional(z.string()),
  profile: z.exactOptional(z.string()),
  endpoint: z.exactOptional(z.url()),
});

export type ConnectionOptions = z.infer<typeof optionsSchema>;

const portSchema = z
  .string()
  .check(
    z.refine((text) => /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535, 'A port is a number from 1 to 65535.'),
  );
/** The local stack's default port. */
export const DEFAULT_PORT = '4800';

/** Adds the options that select a table. Options that contradict each other are refused. */
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
      new Option('--endpoint <url>', "DynamoDB's URL, if it is not AWS's")
        .conflicts('port')
        .argParser(parseWith(z.url('It is not a URL.'))),
    );

/** The connection options. If none of them names a table, the environment does. @throws MisuseError */
export const parseOptions = (
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
  if (stack !== undefined && settings.endpoint !== undefined) {
    throw new MisuseError('--endpoint needs --table: ORGANIZATIONS_STACK names a stack, whose table is at AWS.');
  }
  const [setting] = Object.keys(settings);
  if (setting !== undefined && table === undefined && stack === undefined) {
    throw new MisuseError(`--${setting} applies to deployed tables only: name one with --table or --stack.`);
  }
  return options;
};

/** The first connection option that was given; undefined if none was. */
export const namedConnection = (program: Command): string | undefined =>
  Object.keys(z.parse(optionsSchema, program.opts()))[0];

const parsePort = (text: string): string => {
  const port = z.safeParse(portSchema, text);
  if (!port.success) throw new MisuseError(`ORGANIZATIONS_PORT: ${port.error.issues[0]?.message}`);
  return port.data;
};

/** Environment variables. `ORGANIZATIONS_PORT` and `ORGANIZATIONS_STACK` are defaults for options. */
export type Environment = Readonly<Record<string, string | undefined>>;
