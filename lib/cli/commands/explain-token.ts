import { text } from 'node:stream/consumers';
import type { ReadUsers } from '../../auth/authenticate.ts';
import { explainToken } from '../../auth/explain-token.ts';
import { JwksUnavailableError } from '../../auth/jwks.ts';
import { trustIssuers } from '../../auth/trust-issuers.ts';
import type { Table } from '../../table/call.ts';
import { getItem } from '../../table/get.ts';
import { decodeUserAccount } from '../../table/items.ts';
import { userKey } from '../../table/keys.ts';
import { readIdentity } from '../../users/link-identity.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { conclude, explainRules } from '../explain-rules.ts';

/**
 * Explains the token on standard input, by the rules of the stack that the options name.
 * @throws CliError when it lets nobody in, which is an exit status of 1, or the issuer does not answer
 */
export const runExplainToken = async (cli: Cli): Promise<void> => {
  const token = (await text(cli.terminal.stdin)).trim();
  const issuers = trustIssuers(await cli.findIssuers(), cli.now);
  const explanation = await explainToken(token, issuers, readUsersOf(await cli.openTable()), cli.now()).catch(
    (error: unknown) => {
      if (!(error instanceof JwksUnavailableError)) throw error;
      const cause = error.cause instanceof Error ? error.cause.message : String(error.cause);
      throw new CliError(`It cannot be decided: ${error.message} (${cause}).`, { cause: error });
    },
  );
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

const readUsersOf = (table: Table): ReadUsers => ({
  readUserAccount: async (userId) => {
    const item = await getItem(table, userKey(userId));
    return item && decodeUserAccount(item);
  },
  readLinkedUser: async (identity) => (await readIdentity(table, identity))?.userId,
});
