import { describe, expect, test } from 'vitest';
import { isListed } from '../../../lib/organizations/lifecycle.ts';
import { countCollaborators } from '../../../lib/organizations/open-organizations.ts';
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
    [
      'when it is deleted after an upgrade',
      { deletedDate: '2026-05-31T00:00:00Z', trialUpgradedDate: '2026-05-01T00:00:00Z' },
    ],
  ])('no longer %s', (_, changes) => {
    expect(isListed({ ...organization, ...changes }, NOW)).toBe(false);
  });
});

test('a collaborator who stands in a project twice shares one project', () => {
  const team = (...ids: readonly number[]) => ({ collaborators: ids.map((userId) => ({ userId, isOwner: false })) });
  expect(countCollaborators(new Map(), [team(1, 1, 2), team(2)])).toEqual(
    new Map([
      [1, 1],
      [2, 2],
    ]),
  );
});
