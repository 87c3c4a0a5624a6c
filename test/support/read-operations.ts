import { PassThrough, Readable } from 'node:stream';
import { Command } from 'commander';
import { findApiKey, listApiKeys } from '../../lib/api-keys/find-api-keys.ts';
import type { Cli } from '../../lib/cli/cli.ts';
import { addListKeysCommand } from '../../lib/cli/commands/list-keys.ts';
import { addOrganizationReports } from '../../lib/cli/commands/organization-reports.ts';
import { addUserReports } from '../../lib/cli/commands/user-reports.ts';
import { exportOrganizations } from '../../lib/cli/export/export-organizations.ts';
import { collectUserData } from '../../lib/organizations/collect-user-data.ts';
import { expireTrials } from '../../lib/organizations/expire-trials.ts';
import { importOrganization } from '../../lib/organizations/import-organization.ts';
import { createOrganizationsReport } from '../../lib/organizations/import-report.ts';
import { listAdmins } from '../../lib/organizations/list-admins.ts';
import { listMembers } from '../../lib/organizations/list-members.ts';
import { listTrials } from '../../lib/organizations/list-trials.ts';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import { encodeIdentity, encodeRecords, type Records } from '../../lib/table/encode.ts';
import { addUser } from '../../lib/users/add-user.ts';
import { createProfileImporter, createUsersReport } from '../../lib/users/import-profiles.ts';
import { listIdentities, scanIdentities } from '../../lib/users/list-identities.ts';
import { indexUsersByEmail } from '../../lib/users/users-by-email.ts';
import {
  buildApiKey,
  buildMember,
  buildOrganization,
  buildProject,
  buildUser,
  daysFromNow,
  NOW,
} from './build-records.ts';
import { listAll } from './list-all.ts';
import { range } from './organizations-of-user.ts';

const IDS = range(1, 5);

/** Five of everything, and before the first organization a hidden one: of organizations of user 1, and in organization 1 of members, projects and keys. */
const RECORDS: Records = {
  organizations: [0, ...IDS].map((id) =>
    buildOrganization({ id, trialId: id, trialExpiredDate: daysFromNow(id === 0 ? -40 : 5 * id - 26) }),
  ),
  members: [
    ...[0, ...IDS].map((organizationId) => buildMember({ organizationId, userId: 1, role: 'admin' })),
    ...IDS.slice(1).map((userId) => buildMember({ organizationId: 1, userId, role: 'admin' })),
  ],
  projects: IDS.map((id) => buildProject({ organizationId: 1, id, collaborators: [{ userId: id, isOwner: true }] })),
  users: IDS.map((id) => buildUser({ id })),
  keys: IDS.map((keyId) => buildApiKey({ keyId, organizationId: 1, hash: String(keyId).repeat(64) })),
};
const ITEMS = [...encodeRecords(RECORDS)];

/** What the operations read; of user 9 there are memberships and identities only. */
export const STORED: readonly Attributes[] = [
  ...ITEMS,
  ...[1, 9].flatMap((userId) =>
    IDS.map((id) =>
      encodeIdentity({ userId, issuer: 'https://i', claim: 'sub', value: `${userId}-${id}`, created: daysFromNow(0) }),
    ),
  ),
];

const collect = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
};

/** What is found in no order. */
const inOneOrder = (found: readonly unknown[]): string[] => found.map((item) => JSON.stringify(item)).sort();

/** Runs a command that prints; all pages of it, where it has pages. */
const runCommand = async (table: Table, add: (parent: Command, cli: Cli) => void, parameters: readonly string[]) => {
  const printed: unknown[] = [];
  const cli: Cli = {
    terminal: { stdin: Readable.from([]), stdout: new PassThrough(), stderr: new PassThrough(), isInteractive: false },
    now: () => NOW,
    openTable: async () => table,
    openTableToChange: async () => table,
    isChanging: () => false,
    requireNoTable: () => undefined,
    findLocalStack: async () => Promise.reject(new Error('there is none')),
    findIssuers: async () => [],
    confirm: async () => undefined,
    isJson: () => true,
    print: ({ json }) => void printed.push(json),
    renderTable: () => '',
  };
  const run = async (more: readonly string[]): Promise<void> => {
    const program = new Command();
    add(program, cli);
    await program.parseAsync([...parameters, ...more], { from: 'user' });
    const { next } = Object(printed.at(-1));
    if (next !== undefined) await run(['--after', next]);
  };
  await run([]);
  return printed.flatMap((json) => Object(json).items ?? json);
};

const WANTED = {
  id: 1,
  organization: { item: ITEMS[1] ?? {} },
  items: ITEMS.filter(({ PK, SK }) => PK?.S?.endsWith('0001') === true && /^(MEMBER|PROJECT)/.test(SK?.S ?? '')).map(
    (item) => ({ item }),
  ),
  hasProjects: true,
};

const compareImport = async (table: Table) => {
  const report = createOrganizationsReport();
  await importOrganization(table, WANTED, { prune: true, isDryRun: true, viewerRole: 'admin' }, report);
  return report;
};

const compareProfiles = async (table: Table) => {
  const report = createUsersReport();
  const choices = { isTableNew: false, overwriteAccounts: true, isDryRun: true };
  const options = { ...choices, mayBeHidden: () => false, onConflict: () => undefined };
  const { id: _, ...profile } = buildUser({ id: 1 });
  const wanted = IDS.map((id) => [id, { profile, unknown: new Set<string>() }] as const);
  await createProfileImporter(table, options, report).write(new Map(wanted));
  return report.changedAccounts;
};

const exported = async (table: Table, ids: readonly number[]) => {
  const request = { ids, withDeleted: true, format: 'json', now: NOW } as const;
  const parts = await collect(exportOrganizations(table, request, { organizations: 0, projects: 0 }));
  return JSON.parse(Buffer.concat(parts.map((part) => Buffer.from(part))).toString());
};

const whatRemains = (table: Table) =>
  addUser(table, { ...buildUser({ id: 9 }), pending: false, activated: true }, NOW).catch(String);

const findOverdue = async (table: Table) => {
  const ids: number[] = [];
  await expireTrials(table, {
    now: () => NOW + 9e8,
    isDryRun: true,
    onExpired: (trial) => ids.push(trial.organizationId),
  });
  return ids;
};

const USER = { principalKind: 'user', userId: 1 } as const;
const KEY = { principalKind: 'apiKey', keyId: 1, organizationId: 1, role: 'admin' } as const;

/** Everything that reads several items, by what it is for. Each gives what it found. */
export const READ_OPERATIONS = {
  "a user's list": (table) => listAll(table, USER, { now: NOW }),
  "a key's list": (table) => listAll(table, KEY, { now: NOW }),
  'a list without projects': (table) => listAll(table, USER, { now: NOW, withProjects: false }),
  'an export of all': (table) => exported(table, []),
  'an export of some': (table) => exported(table, [1, 2, 3, 4]),
  'the members of an organization': (table) => collect(listMembers(table, 1)),
  'the admins of an organization': (table) => listAdmins(table, 1),
  'the keys of an organization': (table) => listApiKeys(table, 1),
  'one key': (table) => findApiKey(table, 1, 5),
  'all keys': (table) => runCommand(table, addListKeysCommand, ['list', '--all']),
  'the identities of a user': (table) => listIdentities(table, 1),
  'all identities': async (table) => inOneOrder(await collect(scanIdentities(table))),
  'what remains of a user': whatRemains,
  'what is stored about a user': (table) => collectUserData(table, 1),
  'the users by their addresses': async (table) => inOneOrder([...(await indexUsersByEmail(table))]),
  'the list of users': (table) => runCommand(table, addUserReports, ['list', '--limit', '3']),
  'a search for a user': (table) => runCommand(table, addUserReports, ['find', 'user4']),
  'the list of organizations': (table) => runCommand(table, addOrganizationReports, ['list', '--limit', '2']),
  'a report on an organization': (table) => runCommand(table, addOrganizationReports, ['show', '1']),
  'the trials': (table) => listTrials(table),
  'the trials that are over': findOverdue,
  'what an import changes of an organization': compareImport,
  'what an import changes of users': compareProfiles,
} satisfies Record<string, (table: Table) => Promise<unknown>>;

export type ReadOperation = keyof typeof READ_OPERATIONS;
