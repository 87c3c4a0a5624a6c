import type { Command } from 'commander';
import * as z from 'zod/mini';
import { parseWith } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError, MisuseError } from '../cli-error.ts';
import { createApiClient } from '../verify/api-client.ts';
import { createResourceChecks } from '../verify/check-resources.ts';
import { readDeployment } from '../verify/read-deployment.ts';
import { verify } from '../verify/verify.ts';

type VerifyOptions = {
  readonly readOnly: boolean;
  readonly url?: string;
  readonly key?: string;
  readonly token?: string;
};

/** Options of the program that say which deployment is meant. */
const placeSchema = z.object({
  stack: z.exactOptional(z.string()),
  region: z.exactOptional(z.string()),
  profile: z.exactOptional(z.string()),
});

/** Adds `verify`. */
export const addVerifyCommand = (program: Command, cli: Cli): void => {
  program
    .command('verify')
    .description('checks a deployment from outside, with a throwaway organization that it removes again')
    .option('--read-only', 'writes nothing; ask with a --key of your own', false)
    .option('--key <key>', 'with --read-only: an API key to ask with', process.env['ORGANIZATIONS_API_KEY'])
    .option('--token <jwt>', 'a JWT to ask with as well', process.env['ORGANIZATIONS_JWT'])
    .option(
      '--url <url>',
      "the API's URL with its stage, if not that of the stack",
      parseWith(z.url('It is not a URL.')),
    )
    .action((options: VerifyOptions) => runVerify(cli, options, z.parse(placeSchema, program.opts())));
};

const findDeployment = async (cli: Cli, { stack, ...settings }: z.infer<typeof placeSchema>) => {
  if (stack === undefined) return { url: (await cli.findLocalStack()).url, resourceChecks: [] };
  const deployment = await readDeployment(stack, settings);
  return { url: deployment.url, resourceChecks: createResourceChecks(deployment, settings) };
};

const runVerify = async (cli: Cli, options: VerifyOptions, place: z.infer<typeof placeSchema>): Promise<void> => {
  const { readOnly, key, token } = options;
  if (readOnly && key === undefined) throw new MisuseError('--read-only needs a --key to ask with.');
  const { url, resourceChecks } = await findDeployment(cli, place);
  if (!readOnly)
    await cli.confirm('Create a throwaway organization with a user, a project and a key, and remove them again?');
  const table = readOnly ? undefined : await cli.openTableToChange();
  const client = createApiClient(options.url ?? url);
  const outcomes = await verify({ client, key, token, resourceChecks, table, now: cli.now });
  const failed = outcomes.filter(({ passed }) => !passed).length;
  const rows = outcomes.map(({ check, passed, detail }) => [passed ? 'passed' : 'FAILED', check, detail]);
  cli.print({ json: outcomes, text: cli.renderTable(['', 'check', 'seen instead'], rows) });
  if (failed > 0) throw new CliError(`${failed} of ${outcomes.length} checks failed.`);
};
