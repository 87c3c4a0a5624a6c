import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { trustIssuers } from '../../auth/trust-issuers.ts';
import { verifyJwt } from '../../auth/verify-jwt.ts';
import type { Identity } from '../../contract/identity.ts';
import { linkIdentity, relinkIdentity, unlinkIdentity } from '../../users/link-identity.ts';
import { scanIdentities } from '../../users/list-identities.ts';
import { IdentityTakenError } from '../../users/refusals.ts';
import { parseId, parseText } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError, MisuseError } from '../cli-error.ts';
import { linkFromFile } from '../identities/link-from-file.ts';

type IdentityOptions = { readonly issuer?: string; readonly subject?: string; readonly claim: string };
type LinkOptions = IdentityOptions & {
  readonly tokenStdin?: true;
  readonly from?: string;
  readonly byEmail?: true;
  readonly dryRun?: true;
};
type RelinkOptions = { readonly fromIssuer: string; readonly toIssuer: string; readonly dryRun?: boolean };

const ID = "the user's id";

/** Adds `users link`, `unlink`, `relink` and `export-identities`. */
export const addIdentitiesCommands = (users: Command, cli: Cli): void => {
  const addIdentityOptions = (command: Command) =>
    command
      .option('--issuer <iss>', "the `iss` of the issuer's tokens, exactly", parseText)
      .option('--subject <text>', "what the issuer calls the user: the claim's value, exactly", parseText)
      .option('--claim <name>', "the claim, `userClaim` of the issuer's entry", parseText, 'sub');

  addIdentityOptions(
    users
      .command('link')
      .description('links an identity to a user, or every identity in a file')
      .argument('[id]', ID, parseId),
  )
    .option('--token-stdin', 'takes the identity from a token on standard input, which must be valid here')
    .option('--from <file>', 'a CSV or NDJSON file of id (or email), issuer, subject and claim')
    .option('--by-email', 'with --from: finds users by their verified e-mail address')
    .option('--dry-run', 'with --from: says what would be linked, and links nothing')
    .action((id: number | undefined, options: LinkOptions) => runLink(cli, id, options));

  addIdentityOptions(
    users
      .command('unlink')
      .description('unlinks an identity from its user, from the next request on')
      .argument('<id>', ID, parseId),
  ).action(async (id: number, options: IdentityOptions) => {
    const identity = requireIdentity(options);
    await unlinkIdentity(await cli.openTableToChange(), id, identity);
    cli.print({ json: { id, ...identity, unlinked: true }, text: `The identity of user ${id} is unlinked.` });
  });

  users
    .command('relink')
    .description('moves every identity of an issuer whose URL has changed')
    .requiredOption('--from-issuer <iss>', 'its old `iss`', parseText)
    .requiredOption('--to-issuer <iss>', 'its new `iss`', parseText)
    .option('--dry-run', 'says how many would be moved, and moves none')
    .action((options: RelinkOptions) => runRelink(cli, options));

  users
    .command('export-identities')
    .description('writes every identity as NDJSON, which `users link --from` reads')
    .action(async () => {
      for await (const { userId, issuer, claim, value } of scanIdentities(await cli.openTable()))
        cli.terminal.stdout.write(`${JSON.stringify({ id: userId, issuer, claim, subject: value })}\n`);
    });
};

const requireIdentity = ({ issuer, subject, claim }: IdentityOptions): Identity => {
  if (issuer === undefined || subject === undefined)
    throw new MisuseError('Name the identity with --issuer and --subject.');
  return { issuer, claim, value: subject };
};

const runLink = async (cli: Cli, id: number | undefined, options: LinkOptions): Promise<void> => {
  const { from, tokenStdin, byEmail = false, dryRun = false } = options;
  if (from !== undefined) {
    if (id !== undefined) throw new MisuseError('--from names a user on each line: leave the id out.');
    return linkFromFile(cli, from, { byEmail, dryRun });
  }
  if (byEmail || dryRun) throw new MisuseError('--by-email and --dry-run are for --from.');
  if (id === undefined) throw new MisuseError("Name the user's id, or a file with --from.");
  const identity = tokenStdin ? await identityOfToken(cli) : requireIdentity(options);
  const linked = await linkIdentity(await cli.openTableToChange(), id, identity, cli.now());
  const state = linked ? 'is linked' : 'was linked before';
  cli.print({
    json: { id, ...identity, linked },
    text: `${identity.issuer} ${identity.claim} ${state} to user ${id}.`,
  });
};

/** The identity of a token that the deployment's own rules accept. */
const identityOfToken = async (cli: Cli): Promise<Identity> => {
  const token = (await text(cli.terminal.stdin)).trim();
  const verified = await verifyJwt(token, trustIssuers(await cli.findIssuers(), cli.now), cli.now());
  if (typeof verified === 'string')
    throw new CliError(`The token is refused by the rule ${verified}. \`tokens explain\` says more.`);
  if ('identity' in verified.user) return verified.user.identity;
  throw new CliError("The token's issuer names users by their own id (users: id): there is nothing to link.");
};

const runRelink = async (cli: Cli, { fromIssuer, toIssuer, dryRun = false }: RelinkOptions): Promise<void> => {
  if (fromIssuer === toIssuer) throw new MisuseError('--from-issuer and --to-issuer are the same.');
  if (!dryRun) await cli.confirm(`Move every identity of ${fromIssuer} to ${toIssuer}?`);
  const table = await (dryRun ? cli.openTable() : cli.openTableToChange());
  const counts = { moved: 0, refused: 0 };
  for await (const identity of scanIdentities(table)) {
    if (identity.issuer !== fromIssuer) continue;
    try {
      if (dryRun || (await relinkIdentity(table, identity, toIssuer))) counts.moved += 1;
    } catch (error) {
      if (!(error instanceof IdentityTakenError)) throw error;
      counts.refused += 1;
      cli.terminal.stderr.write(`User ${identity.userId}: the identity of ${toIssuer} is user ${error.userId}'s.\n`);
    }
  }
  const done = dryRun ? 'would be moved' : 'are moved';
  cli.print({ json: { ...counts, dryRun }, text: `${counts.moved} identities ${done}, ${counts.refused} refused.` });
  if (counts.refused > 0) throw new CliError(`${counts.refused} identities were not moved.`);
};
