import type { Command } from 'commander';
import { apiKeyStateOf, listApiKeys } from '../../api-keys/find-api-keys.ts';
import { isListed } from '../../organizations/lifecycle.ts';
import { listMembers, type Member } from '../../organizations/list-members.ts';
import { requireOrganization } from '../../table/existing.ts';
import { decodeOrganization, type OrganizationItem } from '../../table/items.ts';
import { idInKey, keyOf } from '../../table/keys.ts';
import { scanItems } from '../../table/scan.ts';
import { FIXED_SORT_KEY } from '../../table/schema.ts';
import { parseId } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { describeAccess, describeKey } from '../describe-access.ts';
import { addPageOptions, type ListEntry, type PageOptions, printPage } from '../list-page.ts';

/** Adds `organizations list` and `show`. */
export const addOrganizationReports = (organizations: Command, cli: Cli): void => {
  addPageOptions(organizations.command('list'))
    .description('lists all organizations, unsorted; it reads the whole table')
    .action((options: PageOptions) =>
      printPage(cli, ['id', 'name', 'state', 'created'], listEntries(cli, options), options),
    );

  organizations
    .command('show')
    .description('shows an organization, its members, and whether they have access')
    .argument('<organization>', "the organization's id", parseId)
    .action((id: number) => showOrganization(cli, id));
};

async function* listEntries(cli: Cli, { after }: PageOptions): AsyncGenerator<ListEntry, void, undefined> {
  const table = await cli.openTable();
  for await (const item of scanItems(table, { sortKey: FIXED_SORT_KEY.organization, after })) {
    const key = keyOf(item);
    const id = idInKey(key.PK);
    const organization = decodeOrganization(item);
    const state = stateOf(organization, cli.now());
    yield { key, json: { id, state, ...organization }, cells: [id, organization.name, state, organization.created] };
  }
}

const stateOf = (organization: OrganizationItem, now: number): string => {
  const { deletedDate, trialExpiredDate, trialUpgradedDate } = organization;
  if (deletedDate !== undefined) return `deleted ${deletedDate}`;
  if (!isListed(organization, now)) return 'trial is over';
  return trialExpiredDate !== null && trialUpgradedDate === null ? `trial until ${trialExpiredDate}` : 'active';
};

const showOrganization = async (cli: Cli, id: number): Promise<void> => {
  const table = await cli.openTable();
  const organization = await requireOrganization(table, id);
  const members: Member[] = [];
  for await (const member of listMembers(table, id)) members.push(member);
  const keys = (await listApiKeys(table, id)).map(({ item }) => item);
  const now = cli.now();
  const people = members.map(({ userId, membership, account }) => ({
    ...{ id: userId, role: membership.role, access: describeAccess(account) },
    ...{ name: account?.name, email: account?.email, added: membership.added },
  }));
  const apiKeys = keys.map((item) => ({ ...describeKey(item), state: apiKeyStateOf(item, now) }));
  cli.print({
    json: { id, state: stateOf(organization, now), ...organization, members: people, keys: apiKeys },
    text: [
      cli.renderTable(['field', 'value'], [['id', id], ['state', stateOf(organization, now)], ...rowsOf(organization)]),
      cli.renderTable(
        ['member', 'role', 'access', 'name', 'email', 'added'],
        people.map((row) => Object.values(row)),
      ),
      cli.renderTable(
        ['key', 'name', 'role', 'state', 'expires', 'last used'],
        apiKeys.map(({ id: keyId, name, role, state, expires, lastUsed }) => [
          keyId,
          name,
          role,
          state,
          expires,
          lastUsed,
        ]),
      ),
    ].join('\n\n'),
  });
};

const rowsOf = (fields: object): [string, string][] =>
  Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
