import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { findApiKey } from '../../api-keys/find-api-keys.ts';
import { type IssuedApiKey, issueApiKey } from '../../api-keys/issue-api-key.ts';
import { revokeApiKey } from '../../api-keys/revoke-api-key.ts';
import { rotateApiKey } from '../../api-keys/rotate-api-key.ts';
import { apiKeyRoleSchema } from '../../contract/model.ts';
import type { ApiKeyItem } from '../../table/items.ts';
import { type ParsedTime, parseChoice, parseDuration, parseId, parseName, parseTime } from '../arguments.ts';
import type { Answer, Cli, Terminal } from '../cli.ts';
import { MisuseError } from '../cli-error.ts';
import { describeKey } from '../describe-access.ts';
import { addListKeysCommand } from './list-keys.ts';

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

  add('issue', 'issues a key and shows it once')
    .requiredOption('--name <name>', 'what it is for', parseName)
    .requiredOption('--role <role>', 'admin or member', parseChoice(apiKeyRoleSchema))
    .option(...EXPIRES, parseTime)
    .option(...KEY_STDIN)
    .action(async ({ organization, name, role, expires, keyStdin }: IssueOptions) => {
      const ownKey = keyStdin && (await readKey(cli.terminal));
      const now = cli.now();
      const newKey = { organizationId: organization, name, role, expires: expires?.(now), ownKey };
      cli.print(describeIssued(await issueApiKey(await cli.openTableToChange(), newKey, now), ownKey));
    });

  addListKeysCommand(keys, cli);

  add('rotate', 'replaces a key with a new one; the old one stays valid for a grace time')
    .argument(...KEY_ID)
    .option('--grace <duration>', 'how long the old one stays valid, 7d unless given', parseDuration)
    .option(...EXPIRES, parseTime)
    .option(...KEY_STDIN)
    .action((id: number, options: RotateOptions) => runRotate(cli, id, options));

  add('revoke', 'revokes a key permanently, from the next request on')
    .argument(...KEY_ID)
    .action(async (id: number, { organization }: OfOrganization) => {
      const table = await cli.openTable();
      const key = await findApiKey(table, organization, id);
      const { keyId, name } = key.item;
      await cli.confirm(`Revoke key ${keyId} (${name}) of organization ${organization} permanently?`);
      const changed = await revokeApiKey(await cli.openTableToChange(), key, cli.now());
      const is = changed ? 'is revoked' : 'was revoked before';
      cli.print({
        json: { id: keyId, organization, changed },
        text: `Key ${keyId} of organization ${organization} ${is}.`,
      });
    });
};

const runRotate = async (cli: Cli, keyId: number, options: RotateOptions): Promise<void> => {
  const { organization, grace = parseDuration('7d'), expires, keyStdin } = options;
  const ownKey = keyStdin && (await readKey(cli.terminal));
  const table = await cli.openTableToChange();
  const now = cli.now();
  const rotation = { organizationId: organization, keyId, grace, expires: expires?.(now), ownKey };
  const { oldExpires, wasRotated, ...issued } = await rotateApiKey(table, rotation, now);
  const answer = describeIssued(issued, ownKey);
  const again = wasRotated ? ' It had been rotated before, so another key in its place is still valid.' : '';
  const old = `Key ${keyId} expires ${new Date(oldExpires).toISOString()}.${again}`;
  const replaced = { id: keyId, expires: new Date(oldExpires).toISOString(), wasRotated };
  cli.print({
    json: { ...Object(answer.json), replaced },
    text: answer.text,
    note: [answer.note ?? [], old].flat().join(' '),
  });
};

const readKey = async ({ stdin, isInteractive }: Terminal): Promise<string> => {
  if (isInteractive) throw new MisuseError('--key-stdin takes the key from a pipe or a file, such as `… < key.txt`.');
  return (await text(stdin)).replace(/\r?\n$/, '');
};

/** The key stands alone on standard output, where a script can take it; one that the customer brought is not repeated. */
const describeIssued = ({ key, item }: IssuedApiKey, ownKey: string | undefined): Answer => {
  const { id, organization, name, role, expires = 'never' } = describeKey(item);
  const about = `Key ${id} (${name}) of organization ${organization}: ${role}, expires ${expires}.`;
  if (ownKey !== undefined) return { json: describeKey(item), text: about };
  return { json: { ...describeKey(item), key }, text: key, note: `${about} It is shown only once.` };
};
