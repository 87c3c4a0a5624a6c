import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { apiKeyRoleSchema } from '../../contract/model.ts';
import { getItem } from '../../table/get.ts';
import type { ApiKeyItem } from '../../table/items.ts';
import { organizationKey } from '../../table/keys.ts';
import { type ParsedTime, parseChoice, parseDuration, parseId, parseName, parseTime } from '../arguments.ts';
import type { Answer, Cli, Terminal } from '../cli.ts';
import { CliError, MisuseError } from '../cli-error.ts';
import { findKey, type IssuedKey, issueKey, limitKey, listKeys, revokeKey } from '../keys.ts';
import { renderTable } from '../render-table.ts';
import { existing } from '../require-existing.ts';

type OfOrganization = { readonly organization: number };
type IssueOptions = OfOrganization & {
  readonly name: string;
  readonly role: ApiKeyItem['role'];
  readonly expires?: ParsedTime;
  readonly keyStdin?: true;
};
type RotateOptions = OfOrganization & {
  readonly grace?: number;
  readonly expires?: ParsedTime;
  readonly keyStdin?: true;
};

const KEY_ID = ['<id>', "the key's id, as `keys list` shows it", parseId] as const;
const KEY_STDIN = ['--key-stdin', "takes the customer's own key from standard input"] as const;
const EXPIRES = ['--expires <time>', 'when it ends: a duration such as 90d, or a date'] as const;

/** Adds `keys issue`, `list`, `rotate` and `revoke`. */
export const addKeysCommands = (program: Command, cli: Cli): void => {
  const keys = program.command('keys').description("organizations' API keys");
  const add = (name: string, description: string) =>
    keys.command(name).description(description).requiredOption('--organization <id>', 'whose key it is', parseId);

  add('issue', 'issues a key and shows it, this once')
    .requiredOption('--name <name>', 'what it is for', parseName)
    .requiredOption('--role <role>', 'admin or member', parseChoice(apiKeyRoleSchema))
    .option(...EXPIRES, parseTime)
    .option(...KEY_STDIN)
    .action(async ({ organization, name, role, expires, keyStdin }: IssueOptions) => {
      const ownKey = keyStdin && (await readKey(cli.terminal));
      const now = cli.now();
      const order = { organizationId: organization, name, role, expires: expires?.(now), ownKey };
      cli.print(describeIssued(await issueKey(await cli.openTable(), order, now), ownKey));
    });

  add('list', 'lists the keys, without showing any').action(async ({ organization }: OfOrganization) => {
    const table = await cli.openTable();
    existing(await getItem(table, organizationKey(organization)), organization);
    const items = await listKeys(table, organization);
    cli.print(describeKeys(items, cli.now()));
  });

  add('rotate', 'issues a key in the place of another, which holds for some time yet')
    .argument(...KEY_ID)
    .option('--grace <duration>', 'how long the old one holds, 7d unless given', parseDuration)
    .option(...EXPIRES, parseTime)
    .option(...KEY_STDIN)
    .action((id: number, options: RotateOptions) => rotate(cli, id, options));

  add('revoke', 'has a key refused from the next request on, for ever')
    .argument(...KEY_ID)
    .action(async (id: number, { organization }: OfOrganization) => {
      const table = await cli.openTable();
      const key = await findKey(table, organization, id);
      const { keyId, name } = key.item;
      await cli.confirm(`Revoke key ${keyId} (${name}) of organization ${organization} for ever?`);
      const changed = await revokeKey(table, key, cli.now());
      const is = changed ? 'is revoked' : 'was revoked before';
      cli.print({
        json: { id: keyId, organization, changed },
        text: `Key ${keyId} of organization ${organization} ${is}.`,
      });
    });
};

const rotate = async (cli: Cli, keyId: number, options: RotateOptions) => {
  const { organization, grace = parseDuration('7d'), expires, keyStdin } = options;
  const ownKey = keyStdin && (await readKey(cli.terminal));
  const table = await cli.openTable();
  const now = cli.now();
  const old = await findKey(table, organization, keyId);
  if (stateOf(old.item, now) !== 'valid') throw new CliError(`Key ${keyId} does not hold any more: issue a new one.`);
  const { name, role, created, expiresAt } = old.item;
  const lifetime = expiresAt === undefined ? undefined : expiresAt * 1000 - Date.parse(created);
  const end = expires?.(now) ?? (lifetime && now + lifetime);
  const issued = await issueKey(table, { organizationId: organization, name, role, expires: end, ownKey }, now);
  const [limited] = await Promise.allSettled([limitKey(table, old, now + grace)]);
  // the new key is shown whatever became of the old one: nobody could ever see it again
  cli.print(describeIssued(issued, ownKey));
  if (limited.status === 'fulfilled') return;
  throw new CliError(`Key ${keyId} could not be limited and holds as before: revoke it when the new one is in use.`, {
    cause: limited.reason,
  });
};

const readKey = async ({ stdin, isInteractive }: Terminal): Promise<string> => {
  if (isInteractive) throw new MisuseError('--key-stdin takes the key from a pipe or a file, such as `… < key.txt`.');
  return (await text(stdin)).replace(/\r?\n$/, '');
};

type State = 'valid' | 'expired' | 'revoked';

const stateOf = ({ revoked, expiresAt }: ApiKeyItem, now: number): State => {
  if (revoked !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt * 1000 <= now ? 'expired' : 'valid';
};

const describeKey = ({ keyId, organizationId, expiresAt, ...key }: ApiKeyItem) => ({
  id: keyId,
  organization: organizationId,
  ...key,
  ...(expiresAt === undefined ? {} : { expires: new Date(expiresAt * 1000).toISOString() }),
});

/** The key stands alone on standard output, where a script can take it; one that the customer brought is not repeated. */
const describeIssued = ({ key, item }: IssuedKey, ownKey: string | undefined): Answer => {
  const { id, organization, name, role, expires = 'never' } = describeKey(item);
  const about = `Key ${id} (${name}) of organization ${organization}: ${role}, expires ${expires}.`;
  if (ownKey !== undefined) return { json: describeKey(item), text: about };
  return { json: { ...describeKey(item), key }, text: key, note: `${about} It is shown this once only.` };
};

const describeKeys = (items: readonly ApiKeyItem[], now: number): Answer => ({
  json: items.map((item) => ({ ...describeKey(item), state: stateOf(item, now) })),
  text: renderTable(
    ['id', 'name', 'role', 'state', 'created', 'expires', 'last used'],
    items.map((item) => {
      const { id, name, role, created, expires, lastUsed } = describeKey(item);
      return [id, name, role, stateOf(item, now), created, expires, lastUsed];
    }),
  ),
});
