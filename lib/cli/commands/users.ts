import type { Command } from 'commander';
import * as z from 'zod/mini';
import type { Identity } from '../../contract/identity.ts';
import { listCandidateIds, resolveMemberships } from '../../organizations/memberships.ts';
import { requireUser } from '../../table/existing.ts';
import { decodeUserAccount, decodeUserProfile } from '../../table/items.ts';
import { addUser } from '../../users/add-user.ts';
import { disableUser, enableUser, revokeTokens } from '../../users/change-account.ts';
import { listIdentities } from '../../users/list-identities.ts';
import { parseId, parseName, parseWith } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { addIdentitiesCommands } from './identities.ts';
import { addUserDataCommands } from './user-data.ts';
import { addUserReports } from './user-reports.ts';

type AddOptions = {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly pending?: boolean;
  readonly activated: boolean;
};

/** Adds `users add`, `show`, `disable`, `enable`, `revoke-tokens`, and what is about identities. */
export const addUsersCommands = (program: Command, cli: Cli): void => {
  const users = program.command('users').description('users and their accounts');
  addUserReports(users, cli);
  const add = (name: string, description: string) =>
    users
      .command(name)
      .description(description)
      .argument('<id>', "the user's id, as the issuer's tokens have it", parseId);

  add('add', 'adds a user')
    .requiredOption('--username <name>', 'their name for logging in', parseName)
    .requiredOption('--name <name>', 'their name', parseName)
    .requiredOption('--email <address>', 'their address', parseWith(z.email('It is no e-mail address.')))
    .option('--pending', 'they have been invited only')
    .option('--no-activated', 'their account is not activated yet: their tokens are refused')
    .action((id: number, options: AddOptions) => runAdd(cli, id, options));

  add('show', 'shows a user, and where they are a member').action((id: number) => showUser(cli, id));

  add('disable', 'refuses every token of a user, from the next request on').action(async (id: number) =>
    printChange(cli, id, 'is disabled', await disableUser(await cli.openTableToChange(), id)),
  );

  add('enable', 'accepts the tokens of a disabled user again').action(async (id: number) =>
    printChange(cli, id, 'is not disabled', await enableUser(await cli.openTableToChange(), id)),
  );

  addIdentitiesCommands(users, cli);
  addUserDataCommands(users, cli);

  add('revoke-tokens', 'revokes all tokens issued to a user so far, from the next request on').action((id: number) =>
    runRevokeTokens(cli, id),
  );
};

const runAdd = async (cli: Cli, id: number, { pending = false, ...options }: AddOptions): Promise<void> => {
  const user = await addUser(await cli.openTableToChange(), { id, pending, ...options }, cli.now());
  cli.print({ json: user, text: `User ${id} (${user.name}) is added.` });
};

const runRevokeTokens = async (cli: Cli, id: number): Promise<void> => {
  await cli.confirm(`Revoke all tokens issued to user ${id} so far?`);
  const until = cli.now();
  const changed = await revokeTokens(await cli.openTableToChange(), id, until);
  printChange(cli, id, `has no valid token that was issued up to ${new Date(until).toISOString()}`, changed);
};

const printChange = (cli: Cli, id: number, outcome: string, changed: boolean): void =>
  cli.print({ json: { id, changed }, text: `User ${id} ${outcome}.` });

const showUser = async (cli: Cli, userId: number): Promise<void> => {
  const table = await cli.openTable();
  const item = await requireUser(table, userId);
  const principal = { principalKind: 'user', userId } as const;
  const viewers = await resolveMemberships(table, principal, await listCandidateIds(table, principal, {}), {});
  const user = {
    ...{ id: userId, ...decodeUserProfile(item), ...decodeUserAccount(item) },
    organizations: [...viewers].map(([id, { role }]) => ({ id, role })).toSorted((one, other) => one.id - other.id),
    identities: (await listIdentities(table, userId)).map(({ issuer, claim, value }) => ({ issuer, claim, value })),
  };
  cli.print({ json: user, text: describeUser(cli, user) });
};

const describeUser = (
  cli: Cli,
  {
    organizations,
    identities,
    ...fields
  }: {
    readonly organizations: readonly { id: number; role: string }[];
    readonly identities: readonly Identity[];
  },
): string => {
  const rows = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const memberships = organizations.map(({ id, role }) => [id, role]);
  const links = identities.map(({ issuer, claim, value }) => [issuer, claim, value]);
  return [
    cli.renderTable(['field', 'value'], rows),
    cli.renderTable(['organization', 'role'], memberships),
    ...(links.length === 0 ? [] : [cli.renderTable(['issuer', 'claim', 'subject'], links)]),
  ].join('\n\n');
};
