import { type Command, Option } from 'commander';
import { apiKeyStateOf, listApiKeys } from '../../api-keys/find-api-keys.ts';
import type { Table } from '../../table/call.ts';
import { requireOrganization } from '../../table/existing.ts';
import { type ApiKeyItem, decodeApiKey } from '../../table/items.ts';
import { scanItems } from '../../table/scan.ts';
import { FIXED_SORT_KEY } from '../../table/schema.ts';
import { parseDuration, parseId } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { MisuseError } from '../cli-error.ts';
import { describeKey } from '../describe-access.ts';

type ListOptions = {
  readonly organization?: number;
  readonly all?: true;
  readonly expiring?: number;
  readonly unused?: number;
};

/** Adds `keys list`. */
export const addListKeysCommand = (keys: Command, cli: Cli): void => {
  keys
    .command('list')
    .description('lists the keys, without showing any')
    .option('--organization <id>', 'whose keys', parseId)
    .addOption(new Option('--all', "all organizations' keys; it reads the whole table").conflicts('organization'))
    .option('--expiring <duration>', 'only valid keys that expire within this time', parseDuration)
    .option('--unused <duration>', 'only valid keys that were not used for this time', parseDuration)
    .action((options: ListOptions) => runList(cli, options));
};

const runList = async (cli: Cli, { organization, all, ...filter }: ListOptions): Promise<void> => {
  if (organization === undefined && all === undefined)
    throw new MisuseError('Choose whose keys to list: --organization or --all.');
  const table = await cli.openTable();
  const now = cli.now();
  const items = organization === undefined ? await readAll(table) : await readOf(table, organization);
  const shown = items.filter((item) => isWanted(item, filter, now));
  const head = ['id', 'name', 'role', 'state', 'created', 'expires', 'last used'];
  cli.print({
    json: shown.map((item) => ({ ...describeKey(item), state: apiKeyStateOf(item, now) })),
    text: cli.renderTable(
      all ? ['org', ...head] : head,
      shown.map((item) => {
        const { id, organization: owner, name, role, created, expires, lastUsed } = describeKey(item);
        const cells = [id, name, role, apiKeyStateOf(item, now), created, expires, lastUsed];
        return all ? [owner, ...cells] : cells;
      }),
    ),
  });
};

const readOf = async (table: Table, organizationId: number): Promise<ApiKeyItem[]> => {
  await requireOrganization(table, organizationId);
  return (await listApiKeys(table, organizationId)).map(({ item }) => item);
};

const readAll = async (table: Table): Promise<ApiKeyItem[]> => {
  const items: ApiKeyItem[] = [];
  for await (const item of scanItems(table, { sortKey: FIXED_SORT_KEY.apiKey })) items.push(decodeApiKey(item));
  return items.toSorted((one, other) => one.organizationId - other.organizationId || one.keyId - other.keyId);
};

/** A key that was never used counts from its creation. */
const isWanted = (item: ApiKeyItem, { expiring, unused }: ListOptions, now: number): boolean => {
  if (expiring === undefined && unused === undefined) return true;
  if (apiKeyStateOf(item, now) !== 'valid') return false;
  const isExpiring = expiring === undefined || (item.expiresAt ?? Number.POSITIVE_INFINITY) * 1000 <= now + expiring;
  return isExpiring && (unused === undefined || Date.parse(item.lastUsed ?? item.created) <= now - unused);
};
