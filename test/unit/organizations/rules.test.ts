import { describe, expect, test } from 'vitest';
import { isListed } from '../../../lib/organizations/lifecycle.ts';
import { seesPrivateFields, seesProject, seesUser } from '../../../lib/organizations/visibility.ts';
import type { OrganizationItem } from '../../../lib/table/items.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const organization: OrganizationItem = {
  name: 'Acme',
  showHeaderImgMask: false,
  isDeveloperProfile: false,
  whitelabelId: null,
  trialId: null,
  trialExpiredDate: null,
  trialUpgradedDate: null,
  created: '2020-01-01T00:00:00Z',
};

describe('an organization is listed', () => {
  test.each<[string, Partial<OrganizationItem>]>([
    ['without a trial', {}],
    ['in its trial', { trialExpiredDate: '2026-07-01T00:00:00Z' }],
    ['in the grace period of 30 days, to the second', { trialExpiredDate: '2026-05-02T00:00:00Z' }],
    ['after an upgrade', { trialExpiredDate: '2020-01-01T00:00:00Z', trialUpgradedDate: '2020-01-01T00:00:00Z' }],
  ])('%s', (_, changes) => {
    expect(isListed({ ...organization, ...changes }, NOW)).toBe(true);
  });

  test.each<[string, Partial<OrganizationItem>]>([
    ['after the grace period', { trialExpiredDate: '2026-05-01T23:59:59.999Z' }],
    ['when it is deleted', { deletedDate: '2026-05-31T00:00:00Z' }],
    ['when it is deleted at a time to come', { deletedDate: '2027-05-31T00:00:00Z' }],
  ])('no longer %s', (_, changes) => {
    expect(isListed({ ...organization, ...changes }, NOW)).toBe(false);
  });
});

describe('who sees what', () => {
  const project = { collaborators: [{ userId: 2, isOwner: false }] };
  const guest = { role: 'guest', userId: 1 } as const;
  const member = { role: 'member', userId: 1 } as const;
  const admin = { role: 'admin', userId: 1 } as const;

  test('a guest sees the projects on which they collaborate, others see all', () => {
    expect(seesProject(guest, project)).toBe(false);
    expect(seesProject({ ...guest, userId: 2 }, project)).toBe(true);
    for (const viewer of [member, admin, { role: 'member' }, { role: 'admin' }] as const) {
      expect(seesProject(viewer, project)).toBe(true);
    }
  });

  test('a guest sees themself and who shares a project, others see all', () => {
    expect(seesUser(guest, 1, new Set())).toBe(true);
    expect(seesUser(guest, 2, new Set([2]))).toBe(true);
    expect(seesUser(guest, 3, new Set([2]))).toBe(false);
    expect(seesUser(member, 3, new Set())).toBe(true);
  });

  test('billing and permissions are for admins and for the user themself', () => {
    expect(seesPrivateFields(admin, 2)).toBe(true);
    expect(seesPrivateFields({ role: 'admin' }, 2)).toBe(true);
    expect(seesPrivateFields(member, 1)).toBe(true);
    expect(seesPrivateFields(guest, 1)).toBe(true);
    expect(seesPrivateFields(member, 2)).toBe(false);
    expect(seesPrivateFields({ role: 'member' }, 2)).toBe(false);
  });
});
