import type { Command } from 'commander';
import * as z from 'zod/mini';
import { listCandidateIds, resolveMemberships } from '../../organizations/memberships.ts';
import { changeItem, type Decision } from '../../table/change.ts';
import type { Attributes } from '../../table/decode.ts';
import { encodeUser } from '../../table/encode.ts';
import { decodeUserAccount, decodeUserProfile } from '../../table/items.ts';
import { userKey } from '../../table/keys.ts';
import { createItem } from '../../table/update.ts';
import { parseId, parseName, parseWith } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { renderTable } from '../render-table.ts';
import { existingUser, requireUser } from '../require-existing.ts';

type AddOptions = {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly pending?: true;
  readonly activated: boolean;
};

/** Adds `users add`, `show`, `disable`, `enable` and `revoke-tokens`. */
export const addUsersCommands = (program: Command, cli: Cli): void => {
  const users = program.command('users').description('who may come with a JWT');
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
    .option('--no-activated', 'their account is not activated yet: tokens of theirs are refused')
    .action((id: number, options: AddOptions) => addUser(cli, id, options));

  add('show', 'shows a user, and where they are a member').action((id: number) => showUser(cli, id));

  add('disable', 'keeps a user out from the next request on').action((id: number) =>
    changeUser(cli, id, 'is disabled', (item) =>
      decodeUserAccount(item).disabled === true ? undefined : { set: { disabled: { BOOL: true } } },
    ),
  );

  add('enable', 'lets a disabled user in again').action((id: number) =>
    changeUser(cli, id, 'is not disabled', (item) => ('disabled' in item ? { remove: ['disabled'] } : undefined)),
  );

  add('revoke-tokens', 'has every token refused that a user has so far, from the next request on').action(
    async (id: number) => {
      await cli.confirm(`Have every token of user ${id} refused that was issued up to now?`);
      const until = new Date(cli.now()).toISOString();
      await changeUser(cli, id, `has no token any more that was issued up to ${until}`, (item) => {
        const { tokensValidFrom = '' } = decodeUserAccount(item);
        // never back: what another operator has refused since stays refused
        return Date.parse(tokensValidFrom) >= Date.parse(until)
          ? undefined
          : { set: { tokensValidFrom: { S: until } } };
      });
    },
  );
};

const addUser = async (cli: Cli, id: number, options: AddOptions): Promise<void> => {
  const user = {
    ...{ id, pending: false, ...options, created: new Date(cli.now()).toISOString() },
    ...{ staffInfo: { isStaff: false, hasSudoRights: false }, mfaConfigured: false },
  };
  if (!(await createItem(await cli.openTable(), encodeUser(user)))) {
    throw new CliError(`There is a user ${id} already.`);
  }
  cli.print({ json: user, text: `User ${id} (${user.name}) is added.` });
};

const showUser = async (cli: Cli, userId: number): Promise<void> => {
  const table = await cli.openTable();
  const item = await requireUser(table, userId);
  const principal = { principalKind: 'user', userId } as const;
  const viewers = await resolveMemberships(table, principal, await listCandidateIds(table, principal, {}), {});
  const user = {
    ...{ id: userId, ...decodeUserProfile(item), ...decodeUserAccount(item) },
    organizations: [...viewers].map(([id, { role }]) => ({ id, role })).toSorted((one, other) => one.id - other.id),
  };
  cli.print({ json: user, text: describeUser(user) });
};

const describeUser = ({
  organizations,
  ...fields
}: {
  readonly organizations: readonly { id: number; role: string }[];
}) => {
  const rows = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const memberships = organizations.map(({ id, role }) => [id, role]);
  return `${renderTable(['field', 'value'], rows)}\n\n${renderTable(['organization', 'role'], memberships)}`;
};

/** Changes what decides whether a user's tokens are accepted. Where nothing is to change, that is no fault. */
const changeUser = async (
  cli: Cli,
  id: number,
  outcome: string,
  decide: (item: Attributes) => Decision | undefined,
): Promise<void> => {
  const changed = await changeItem(await cli.openTable(), userKey(id), (item) => decide(existingUser(item, id)));
  cli.print({ json: { id, changed }, text: `User ${id} ${outcome}.` });
};
