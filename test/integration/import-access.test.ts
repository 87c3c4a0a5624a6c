/** What an import may not do: take over accounts, undo, or erase what whoever took the file did not see. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod/mini';
import type { MemberRole } from '../../lib/contract/model.ts';
import type { Table } from '../../lib/table/call.ts';
import { encodeRecords, type Records, type UserRecord } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { decodeOrganization, decodeUserProfile, type UserProfile } from '../../lib/table/items.ts';
import { organizationKey, userKey } from '../../lib/table/keys.ts';
import { ACCOUNT_FIELDS } from '../../lib/users/overwrite-profile.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from '../support/build-records.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { adminView, answerOf, exportText, IMPORT_TIME, importText } from '../support/export-text.ts';
import { listAll } from '../support/list-all.ts';

const resources = new AsyncDisposableStack();
let tables: Awaited<ReturnType<typeof startEmptyTables>>;
beforeAll(async () => {
  tables = await startEmptyTables(inject('assembly'), resources);
});
afterAll(() => resources.disposeAsync());

const minutesLater = (minutes: number): string => new Date(IMPORT_TIME + 60_000 * minutes).toISOString();

const VICTIM: UserProfile & { readonly id: number } = {
  ...buildUser({ id: 991, lastSeen: '2025-01-01T00:00:00Z', jobTitle: 'Engineer' }),
  ...{ permissions: ['projects:read'], idps: ['okta'], stripeCustomerId: 'cus_1', hasPendingPayments: true },
};
const { id: _, ...KNOWN } = VICTIM;
const ATTACK = {
  ...{ ...KNOWN, lastSeen: minutesLater(0), jobTitle: 'Owned' },
  ...{ email: 'attacker@example.com', username: 'attacker', activated: false, mfaConfigured: true },
  ...{ staffInfo: { isStaff: true, hasSudoRights: true }, permissions: ['*'], idps: ['evil'] },
  ...{ stripeCustomerId: 'cus_2', hasPendingPayments: false },
};

/** A file about an organization that nobody knows, with the attacked user as its admin. */
const fileWith = (profile: UserProfile): string =>
  answerOf(
    adminView({
      organizations: [buildOrganization({ id: 77_777 })],
      users: [{ id: 991, ...profile }],
      members: [buildMember({ organizationId: 77_777, userId: 991, role: 'admin' })],
      projects: [],
    }),
  );

type UserView = { readonly id: number; readonly role: string };

const profileOf = async (table: Table, id: number) => decodeUserProfile((await getItem(table, userKey(id))) ?? {});

describe('the account of a user who exists', () => {
  const victimTable = () =>
    tables.create(encodeRecords({ organizations: [], members: [], projects: [], users: [VICTIM] }));

  test('is kept, and told by id and field', async () => {
    const table = await victimTable();
    const { report } = await importText(table, fileWith(ATTACK));
    expect(await profileOf(table, 991)).toEqual({ ...KNOWN, lastSeen: ATTACK.lastSeen, jobTitle: 'Owned' });
    expect(report.keptAccounts).toEqual([{ userId: 991, fields: ACCOUNT_FIELDS }]);
    expect(report.changedAccounts).toEqual([]);
    expect((await importText(table, fileWith(ATTACK))).report.users).toMatchObject({ unchanged: 1 });
  });

  test('changes on request, and is told as well, before and after', async () => {
    const table = await victimTable();
    const planned = await importText(table, fileWith(ATTACK), { overwriteAccounts: true, isDryRun: true });
    expect(await profileOf(table, 991)).toMatchObject({ email: VICTIM.email });
    const { report } = await importText(table, fileWith(ATTACK), { overwriteAccounts: true });
    expect(report.changedAccounts).toEqual([{ userId: 991, fields: ACCOUNT_FIELDS }]);
    expect(planned.report).toEqual(report);
    expect(await profileOf(table, 991)).toEqual(ATTACK);
  });

  test.each([6, 60 * 24 * 365 * 900])('is not won by who claims to be seen in %i minutes', async (minutes) => {
    const table = await victimTable();
    const { rejected } = await importText(table, fileWith({ ...ATTACK, lastSeen: minutesLater(minutes) }));
    expect(rejected[0]?.faults).toEqual([
      'users[0].lastSeen: expected a time that has passed, found a time in the future',
    ]);
    expect(await profileOf(table, 991)).toMatchObject({ jobTitle: 'Engineer' });
  });

  test('may have been seen by a clock that is a little ahead', async () => {
    const table = await victimTable();
    const { rejected } = await importText(table, fileWith({ ...ATTACK, lastSeen: minutesLater(4) }));
    expect(rejected).toEqual([]);
  });

  test('is made by an import that makes the user', async () => {
    const table = await tables.create();
    const { report } = await importText(table, [fileWith({ ...ATTACK, email: 'first@example.com' }), fileWith(ATTACK)]);
    expect([report.keptAccounts, report.changedAccounts]).toEqual([[], []]);
    expect(await profileOf(table, 991)).toMatchObject({ email: 'first@example.com', activated: false });
  });
});

const RECORDS: Records = {
  organizations: [buildOrganization()],
  users: [1, 2, 3, 4].map((id) => buildUser({ id })),
  members: [
    buildMember({ userId: 1, role: 'admin' }),
    buildMember({ userId: 2, role: 'guest', datasets: ['a', 'b'], projectCount: 9 }),
    buildMember({ userId: 3, role: 'member', datasets: ['c'], projectCount: 5, lastOrganizationProjectAccessed: 101 }),
  ],
  projects: [
    buildProject({
      ...{ id: 100, ownerUserId: 1, ownerAvatar: 'https://a.example/1.png', developerProfileUserId: 1 },
      collaborators: [
        { userId: 2, isOwner: false },
        { userId: 4, isOwner: true },
      ],
    }),
    buildProject({ id: 101, collaborators: [{ userId: 3, isOwner: true }] }),
  ],
};

test('members who are added to existing organizations, and roles that rise, are told by id', async () => {
  const changed = {
    ...RECORDS,
    members: [
      buildMember({ userId: 1, role: 'member' }),
      buildMember({ userId: 2, role: 'member', datasets: ['a', 'b'], projectCount: 9 }),
      buildMember({ userId: 3, role: 'admin', datasets: ['c'], projectCount: 5 }),
      buildMember({ userId: 4, role: 'admin' }),
    ],
  };
  const table = await tables.create(encodeRecords(RECORDS));
  const other = adminView({ ...RECORDS, organizations: [buildOrganization({ id: 8 })] }).map((organization) => ({
    ...organization,
    id: 8,
  }));
  const text = answerOf([...adminView(changed), ...other]);
  const { report: planned } = await importText(table, text, { isDryRun: true });
  const { report } = await importText(table, text);
  expect(report.addedMembers).toEqual([{ organizationId: 7, userId: 4, role: 'admin' }]);
  expect(report.raisedRoles).toEqual([
    { organizationId: 7, userId: 2, from: 'guest', to: 'member' },
    { organizationId: 7, userId: 3, from: 'member', to: 'admin' },
  ]);
  expect(planned).toEqual(report);
});

test('an organization keeps its admins where a file has none', async () => {
  const table = await tables.create(encodeRecords(RECORDS));
  const rolesIn = async (): Promise<unknown> =>
    JSON.parse(await exportText(table)).organizations[0].users.map(({ id, role }: UserView) => [id, role]);
  const demoted = { ...RECORDS, members: [buildMember({ userId: 1, role: 'member' })] };
  await importText(table, answerOf(adminView(demoted)), { prune: true });
  expect(await rolesIn()).toEqual([[1, 'admin']]);
  await importText(table, answerOf(adminView({ ...demoted, members: [] })), { prune: true });
  expect(await rolesIn()).toEqual([[1, 'admin']]);
  const replaced = { ...demoted, members: [...demoted.members, buildMember({ userId: 3, role: 'admin' })] };
  await importText(table, answerOf(adminView(replaced)));
  expect(await rolesIn()).toEqual([
    [1, 'member'],
    [3, 'admin'],
  ]);
});

test('an organization that became a subscription does not go back to its trial', async () => {
  const trial = { trialId: 1, trialExpiredDate: '2024-01-01T00:00:00Z' };
  const upgraded = buildOrganization({ ...trial, trialUpgradedDate: '2023-12-01T00:00:00Z' });
  const table = await tables.create(encodeRecords({ ...RECORDS, organizations: [upgraded] }));
  const before = adminView(RECORDS).map((organization) => ({ ...organization, ...trial, name: 'Renamed' }));
  const { notes } = await importText(table, answerOf(before));
  expect(decodeOrganization((await getItem(table, organizationKey(7))) ?? {})).toMatchObject({
    name: 'Renamed',
    trialUpgradedDate: '2023-12-01T00:00:00Z',
  });
  expect(notes.list()).toContainEqual({
    what: 'upgraded in the table, which an import does not undo',
    count: 1,
    examples: ['organization 7'],
  });
});

describe('a file takes nothing away that its viewer did not see', () => {
  const secrets: Partial<UserRecord> = {
    ...{
      permissions: ['a:b'],
      stripeCustomerId: 'cus_9',
      hasPendingPayments: true,
      idps: ['okta'],
      tier: 'enterprise',
    },
    ...{ lastSeen: '2025-02-01T00:00:00Z', lastTosAcceptanceDate: '2025-01-01T00:00:00Z' },
  };
  const stored: Records = {
    ...RECORDS,
    users: [1, 2, 3, 4].map((id) => buildUser({ id, ...secrets })),
    members: RECORDS.members.map((member) => ({ ...member, lastAccessToOrganization: '2025-03-01T00:00:00Z' })),
  };

  test.each<[MemberRole, number]>([
    ['admin', 1],
    ['member', 3],
    ['guest', 2],
  ])('as %s', async (viewerRole, userId) => {
    const table = await tables.create(encodeRecords(stored));
    const before = await exportText(table);
    const organizations = await listAll(table, { principalKind: 'user', userId });
    const text = JSON.stringify({ organizations, success: true });
    expect(text === before).toBe(false);
    for (const isDryRun of [true, false]) {
      const { report, rejected } = await importText(table, text, { viewerRole, isDryRun });
      expect(rejected).toEqual([]);
      const changes = [report.organizations, report.members, report.projects, report.users];
      expect(changes.map(({ created, updated }) => created + updated)).toEqual([0, 0, 0, 0]);
    }
    expect(await exportText(table)).toBe(before);
  });

  test('while what they saw is changed', async () => {
    const table = await tables.create(encodeRecords(stored));
    const [organization] = z.parse(
      z.array(z.looseObject({ users: z.array(z.looseObject({ id: z.number() })) })),
      await listAll(table, { principalKind: 'user', userId: 2 }),
    );
    const users = organization?.users.map((user) => ({ ...user, role: 'member' }));
    const { report } = await importText(table, answerOf([{ ...organization, name: 'Renamed', users }]), {
      viewerRole: 'guest',
    });
    expect(report.raisedRoles).toEqual([{ organizationId: 7, userId: 2, from: 'guest', to: 'member' }]);
    const answer = await exportText(table);
    expect(answer).toContain('"name":"Renamed"');
    expect(answer).toContain('"datasets":["a","b"]');
    expect(answer).toContain('"projectCount":9');
  });
});
