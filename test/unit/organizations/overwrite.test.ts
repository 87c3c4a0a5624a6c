import { describe, expect, test } from 'vitest';
import type { MemberRole } from '../../../lib/contract/model.ts';
import {
  isAdmin,
  isDeleted,
  mayBeHidden,
  overwriteMember,
  overwriteOrganization,
  overwriteProject,
  undoesUpgrade,
} from '../../../lib/organizations/overwrite.ts';
import { encodeMember, encodeOrganization, encodeProject } from '../../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject } from '../../support/build-records.ts';

type Fields<Build extends (fields: never) => unknown> = Parameters<Build>[0];
const organization = (fields: Fields<typeof buildOrganization> = {}) => encodeOrganization(buildOrganization(fields));
const member = (fields: Fields<typeof buildMember> = {}) => encodeMember(buildMember(fields));
const project = (fields: Fields<typeof buildProject> = {}) => encodeProject(buildProject(fields));

const ROLES: readonly MemberRole[] = ['admin', 'member', 'guest'];

describe('of an organization, an import', () => {
  test('sets what differs, removes what there is not, and leaves the rest alone', () => {
    const stored = { ...organization({ name: 'Old', logo: 'https://a.example/l.png' }), billingCode: { S: 'x' } };
    expect(overwriteOrganization(stored, { item: organization({ name: 'New' }) }, 'admin')).toEqual({
      set: { name: { S: 'New' } },
      remove: ['logo'],
    });
    expect(overwriteOrganization(stored, { item: stored }, 'admin')).toBeUndefined();
  });

  test('leaves what the file does not say', () => {
    const stored = organization({ logo: 'https://a.example/l.png' });
    expect(overwriteOrganization(stored, { item: organization(), unknown: ['logo'] }, 'admin')).toBeUndefined();
  });

  test('brings no deleted one back, but deletes one', () => {
    const deleted = organization({ deletedDate: '2025-01-01T00:00:00Z' });
    expect(overwriteOrganization(deleted, { item: organization({ name: 'New' }) }, 'admin')).toBeUndefined();
    expect(overwriteOrganization(organization(), { item: deleted }, 'admin')?.set).toHaveProperty('deletedDate');
    const renamed = organization({ deletedDate: '2025-01-01T00:00:00Z', name: 'New' });
    expect(overwriteOrganization(deleted, { item: renamed }, 'admin')?.set).toEqual({ name: { S: 'New' } });
    expect([isDeleted(deleted), isDeleted(organization()), isDeleted(undefined)]).toEqual([true, false, false]);
  });

  test('takes no subscription back to its trial', () => {
    const trial = { trialId: 1, trialExpiredDate: '2025-01-01T00:00:00Z' };
    const [before, after] = [
      organization(trial),
      organization({ ...trial, trialUpgradedDate: '2024-12-01T00:00:00Z' }),
    ];
    expect(overwriteOrganization(after, { item: before }, 'admin')).toBeUndefined();
    expect(overwriteOrganization(before, { item: after }, 'admin')?.set).toHaveProperty('trialUpgradedDate');
    const renamed = organization({ ...trial, name: 'New' });
    expect(overwriteOrganization(after, { item: renamed }, 'admin')).toEqual({
      set: { name: { S: 'New' } },
      remove: [],
    });
    expect([undoesUpgrade(after, before), undoesUpgrade(before, after)]).toEqual([true, false]);
    expect([undoesUpgrade(after, after), undoesUpgrade(before, before)]).toEqual([false, false]);
    expect(undoesUpgrade(undefined, before)).toBe(false);
    const { trialUpgradedDate: _, ...without } = before;
    expect([undoesUpgrade(without, after), undoesUpgrade(after, without)]).toEqual([false, true]);
  });
});

describe('of a member, an import', () => {
  const stored = member({
    ...{ role: 'admin', datasets: ['a'], projectCount: 5 },
    ...{ lastAccessToOrganization: '2025-01-01T00:00:00Z', lastOrganizationProjectAccessed: 4 },
  });

  test.each(ROLES)('keeps what may be hidden, from a file of a %s', (viewerRole) => {
    const wanted = member({ role: 'admin', datasets: ['a'], projectCount: 5 });
    expect(overwriteMember(stored, { item: wanted }, viewerRole, true)).toBeUndefined();
  });

  test('keeps datasets and counts that a guest does not see, and no others', () => {
    const wanted = { item: member({ role: 'admin', datasets: [], projectCount: 0 }) };
    expect(overwriteMember(stored, wanted, 'guest', true)).toBeUndefined();
    for (const viewerRole of ['admin', 'member'] as const) {
      expect(overwriteMember(stored, wanted, viewerRole, true)?.set).toEqual({
        datasets: { L: [] },
        projectCount: { N: '0' },
      });
    }
  });

  test('keeps an admin where the file has none', () => {
    const wanted = { item: member({ datasets: ['a'], projectCount: 5, role: 'member' }) };
    expect(overwriteMember(stored, wanted, 'admin', false)).toBeUndefined();
    expect(overwriteMember(stored, wanted, 'admin', true)?.set).toEqual({ role: { S: 'member' } });
    const raised = { item: member({ datasets: ['a'], projectCount: 5, role: 'member' }) };
    const guest = member({ datasets: ['a'], projectCount: 5, role: 'guest' });
    expect(overwriteMember(guest, raised, 'admin', false)?.set).toEqual({ role: { S: 'member' } });
    const counted = { item: member({ datasets: ['a'], projectCount: 6, role: 'member' }) };
    expect(overwriteMember(stored, counted, 'admin', false)?.set).toEqual({ projectCount: { N: '6' } });
    expect([isAdmin(stored), isAdmin(guest), isAdmin({}), isAdmin(undefined)]).toEqual([true, false, false, false]);
  });
});

describe('of a project, an import', () => {
  test('keeps who owns it where the file does not say', () => {
    const owner = { ownerUserId: 1, developerProfileUserId: 2, ownerAvatar: 'https://a.example/a.png' };
    expect(overwriteProject(project(owner), { item: project() }, 'admin')).toBeUndefined();
    expect(overwriteProject(project({ license: 'MIT' }), { item: project() }, 'admin')?.remove).toEqual(['license']);
    expect(overwriteProject(project(owner), { item: project({ ownerUserId: 3 }) }, 'admin')).toEqual({
      set: { ownerUserId: { N: '3' } },
      remove: [],
    });
  });

  test('finds the same collaborators in any order', () => {
    const collaborators = [10, 9, 200].map((userId) => ({ userId, isOwner: userId === 9 }));
    const wanted = project({ collaborators: collaborators.toSorted((one, other) => one.userId - other.userId) });
    expect(overwriteProject(project({ collaborators }), { item: wanted }, 'admin')).toBeUndefined();
    const broken = { ...project(), collaborators: { L: [{ S: 'x' }, { M: {} }] } };
    expect(overwriteProject(broken, { item: wanted }, 'admin')?.set).toEqual({
      collaborators: wanted['collaborators'],
    });
    const { collaborators: _, ...without } = project();
    expect(overwriteProject(without, { item: wanted }, 'admin')?.set).toEqual({
      collaborators: wanted['collaborators'],
    });
  });
});

test('what may be hidden is what the contract’s table says', () => {
  const hidden = ['stripeCustomerId', 'idps', 'lastSeen', 'tier', 'lastAccessToOrganization', 'ownerAvatar'];
  expect(hidden.map(mayBeHidden)).toEqual(hidden.map(() => true));
  expect(['name', 'datasets', 'photo', 'role', 'license'].some(mayBeHidden)).toBe(false);
});
