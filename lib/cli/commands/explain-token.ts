import { text } from 'node:stream/consumers';
import { conclude, explainRules } from '../../auth/explain-rules.ts';
import { explainToken } from '../../auth/explain-token.ts';
import { createTableReads } from '../../auth/table-reads.ts';
import { trustIssuers } from '../../auth/trust-issuers.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';

/**
 * Explains the token on standard input, by the rules of the stack that the options name.
 * @throws CliError when it lets nobody in, which is an exit status of 1; JwksUnavailableError
 */
export const runExplainToken = async (cli: Cli): Promise<void> => {
  const token = (await text(cli.terminal.stdin)).trim();
  const issuers = trustIssuers(await cli.findIssuers(), cli.now);
  const explanation = await explainToken(token, issuers, createTableReads(await cli.openTable()), cli.now());
  const rules = explainRules(explanation);
  const rows = rules.map(({ rule, outcome, expected }) => [rule, outcome, expected]);
  const conclusion = conclude(explanation);
  const { userId } = explanation;
  cli.print({
    json: { ...(userId === undefined ? {} : { userId }), conclusion, rules },
    text: `${cli.renderTable(['rule', 'outcome', 'expected'], rows)}\n\n${conclusion}`,
  });
  if (userId === undefined) throw new CliError('The token is refused.');
};
