import type { Command } from 'commander';
import * as z from 'zod/mini';
import { TOKENS_PATH } from '../../local/issuer.ts';
import { parseId } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';

/** Adds `tokens issue`. */
export const addTokensCommand = (program: Command, cli: Cli): void => {
  program
    .command('tokens')
    .description('makes tokens to try clients with; the local stack only')
    .command('issue')
    .description('issues a JWT for a user')
    .requiredOption('--user <id>', 'whose token it is', parseId)
    .action(async ({ user }: { user: number }) => {
      const { jwks } = await cli.findLocalStack();
      const token = await orderToken(jwks, { claims: { sub: String(user) } });
      cli.print({ json: { token }, text: token });
    });
};

const orderToken = async (jwks: string, order: object): Promise<string> => {
  const response = await fetch(new URL(TOKENS_PATH, jwks), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  const answer = z.safeParse(z.object({ token: z.string() }), await response.json());
  if (!answer.success) throw new CliError('The local issuer issues no such token.');
  return answer.data.token;
};
