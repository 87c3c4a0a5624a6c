import { issueApiKey } from '../../lib/api-keys/issue-api-key.ts';
import { revokeApiKey } from '../../lib/api-keys/revoke-api-key.ts';
import { rotateApiKey } from '../../lib/api-keys/rotate-api-key.ts';
import { addMember } from '../../lib/organizations/add-member.ts';
import { removeMember, setMemberRole } from '../../lib/organizations/change-member.ts';
import { createOrganization } from '../../lib/organizations/create-organization.ts';
import { deleteOrganization } from '../../lib/organizations/delete-organization.ts';
import { createErasure, eraseUser } from '../../lib/organizations/erase-user.ts';
import { endTrial } from '../../lib/organizations/expire-trials.ts';
import { importOrganization } from '../../lib/organizations/import-organization.ts';
import { createOrganizationsReport } from '../../lib/organizations/import-report.ts';
import { leaveOrganization } from '../../lib/organizations/leave-organization.ts';
import { renameOrganization } from '../../lib/organizations/rename-organization.ts';
import { restoreOrganization } from '../../lib/organizations/restore-organization.ts';
import { startTrial } from '../../lib/organizations/start-trial.ts';
import { upgradeTrial } from '../../lib/organizations/upgrade-trial.ts';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import {
  encodeApiKey,
  encodeIdentity,
  encodeMember,
  encodeOrganization,
  encodeProject,
  encodeUser,
} from '../../lib/table/encode.ts';
import { apiKeyKey } from '../../lib/table/keys.ts';
import { addUser } from '../../lib/users/add-user.ts';
import { disableUser, enableUser, revokeTokens } from '../../lib/users/change-account.ts';
import { createProfileImporter, createUsersReport } from '../../lib/users/import-profiles.ts';
import { linkIdentity, relinkIdentity, unlinkIdentity } from '../../lib/users/link-identity.ts';
import { buildApiKey, buildMember, buildOrganization, buildProject, buildUser } from './build-records.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const END = '2026-01-01T00:00:00Z';
const ERASED = '2026-05-01T00:00:00Z';
const CREATED = '2025-01-01T00:00:00Z';

const IDENTITY = { issuer: 'https://i', claim: 'sub', value: 'a' };
const LINKED = { ...IDENTITY, userId: 1, created: CREATED };
const KEY = buildApiKey({ organizationId: 1, keyId: 4, expiresAt: NOW / 1000 + 900 });

const organization = (id: number, fields: Parameters<typeof buildOrganization>[0] = {}) =>
  encodeOrganization(buildOrganization({ id, ...fields }));
const member = (organizationId: number, userId: number, role: 'admin' | 'member') =>
  encodeMember(buildMember({ organizationId, userId, role }));

/**
 * Organization 1 has the admins 1 and 2, the member 3, a project of theirs, and a key; 2 has a trial that is over and the
 * admin 4; 3 is deleted. User 5 was erased.
 */
export const STORED: readonly Attributes[] = [
  { ...organization(1), lastKeyId: { N: '6' } },
  organization(2, { trialId: 2, trialExpiredDate: END }),
  organization(3, { deletedDate: END }),
  ...[member(1, 1, 'admin'), member(1, 2, 'admin'), member(1, 3, 'member'), member(2, 4, 'admin')],
  encodeProject(
    buildProject({ organizationId: 1, id: 8, ownerUserId: 1, collaborators: [{ userId: 1, isOwner: true }] }),
  ),
  ...[1, 2, 3].map((id) => encodeUser(buildUser({ id }))),
  encodeUser(buildUser({ id: 4, disabled: true, tokensValidFrom: CREATED })),
  encodeUser(buildUser({ id: 5, erased: ERASED })),
  encodeIdentity(LINKED),
  encodeApiKey(KEY),
];

const newKey = { organizationId: 1, name: 'CI', role: 'member', expires: undefined, ownKey: undefined } as const;
const storedKey = { primaryKey: apiKeyKey(KEY.hash), item: KEY };
const erase = (table: Table, userId: number) =>
  eraseUser(table, userId, { now: NOW, isDryRun: false }, createErasure());

/** The file has another name, one more member, and a project of another name; it has neither user 3 nor project 8. */
const importOne = (table: Table) =>
  importOrganization(
    table,
    {
      id: 1,
      organization: { item: organization(1, { name: 'Other' }) },
      items: [
        ...[member(1, 1, 'admin'), member(1, 2, 'member'), member(1, 9, 'member')],
        encodeProject(buildProject({ organizationId: 1, id: 9 })),
      ].map((item) => ({ item })),
      hasProjects: true,
    },
    { prune: true, isDryRun: false, viewerRole: 'admin' },
    createOrganizationsReport(),
  );

/** User 1 has another name, and user 9 is new. */
const importProfiles = (table: Table) => {
  const choices = { isTableNew: false, overwriteAccounts: true, isDryRun: false };
  const options = { ...choices, mayBeHidden: () => false, onConflict: () => undefined };
  const profiles = [1, 9].map((id) => {
    const { id: _, ...profile } = buildUser({ id, name: 'Other' });
    return [id, { profile, unknown: new Set<string>() }] as const;
  });
  return createProfileImporter(table, options, createUsersReport()).write(new Map(profiles));
};

/** Everything in the domain that writes, by what it does. */
export const WRITE_OPERATIONS = {
  'create an organization': (table) => createOrganization(table, { id: 9, name: 'New', admin: 1 }, NOW),
  'rename an organization': (table) => renameOrganization(table, 1, 'Other'),
  'delete an organization': (table) => deleteOrganization(table, 1, NOW),
  'restore an organization': (table) => restoreOrganization(table, 3, undefined, NOW),
  'start a trial': (table) => startTrial(table, 1, { end: NOW + 1, extend: false }, NOW),
  'extend a trial': (table) => startTrial(table, 2, { end: NOW + 1, extend: true }, NOW),
  'upgrade a trial': (table) => upgradeTrial(table, 2, NOW),
  'end a trial': (table) => endTrial(table, { organizationId: 2, trialExpiredDate: END }, NOW),
  'add a member': (table) => addMember(table, { organizationId: 1, userId: 4 }, { role: 'member', datasets: [] }, NOW),
  'remove a member': (table) => removeMember(table, { organizationId: 1, userId: 3 }),
  'remove an admin': (table) => removeMember(table, { organizationId: 1, userId: 1 }),
  'make a member an admin': (table) => setMemberRole(table, { organizationId: 1, userId: 3 }, 'admin'),
  'make an admin a member': (table) => setMemberRole(table, { organizationId: 1, userId: 2 }, 'member'),
  'leave as an admin': (table) => leaveOrganization(table, { organizationId: 1, userId: 1 }, NOW, { isDryRun: false }),
  'leave what is not listed': (table) =>
    leaveOrganization(table, { organizationId: 2, userId: 4 }, NOW, { isDryRun: false }),
  'erase a user': (table) => erase(table, 1),
  'erase a user again': (table) => erase(table, 5),
  'import an organization': importOne,
  'import users': importProfiles,
  'add a user': (table) => addUser(table, buildUser({ id: 9 }), NOW),
  'add a user in the place of an erased one': (table) => addUser(table, buildUser({ id: 5 }), NOW),
  'disable a user': (table) => disableUser(table, 1),
  'enable a user': (table) => enableUser(table, 4),
  'revoke tokens': (table) => revokeTokens(table, 4, NOW),
  'link an identity': (table) => linkIdentity(table, 2, { ...IDENTITY, value: 'b' }, NOW),
  'unlink an identity': (table) => unlinkIdentity(table, 1, IDENTITY),
  'relink an identity': (table) => relinkIdentity(table, LINKED, 'https://j'),
  'issue a key': (table) => issueApiKey(table, newKey, NOW),
  'revoke a key': (table) => revokeApiKey(table, storedKey, NOW),
  'rotate a key': (table) =>
    rotateApiKey(table, { organizationId: 1, keyId: 4, grace: 60_000, expires: undefined, ownKey: undefined }, NOW),
} satisfies Record<string, (table: Table) => Promise<unknown>>;

export type WriteOperation = keyof typeof WRITE_OPERATIONS;
