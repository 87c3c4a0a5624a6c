import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isListed } from '../../../lib/organizations/lifecycle.ts';
import { viewOrganizations } from '../../../lib/organizations/read-organizations.ts';
import { encodeRecords, type Records } from '../../../lib/table/encode.ts';
import type { OrganizationLifecycle } from '../../../lib/table/items.ts';
import { daysFromNow, NOW } from '../../support/build-records.ts';
import { canaryRecords } from '../../support/canary-records.ts';
import { type Asker, expectedOrganizations } from '../../support/expected-organizations.ts';
import { type Answered, findLeaks } from '../../support/find-leaks.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { bodyOf, listAll } from '../../support/list-all.ts';
import { createTestTable } from '../../support/proxied-table.ts';
import { startTableProxy, type TableProxy } from '../../support/table-proxy.ts';

let proxy: TableProxy;
beforeAll(async () => {
  proxy = await startTableProxy();
});
afterAll(() => proxy.close());

const USERS = [901, 902, 903, 904, 905, 906];
const somebody = fc.constantFrom(...USERS);

const project = fc.record(
  { team: fc.uniqueArray(somebody, { maxLength: 3 }), owner: somebody, developer: somebody },
  { requiredKeys: ['team'] },
);

const plan = fc.record({
  fields: fc.constantFrom(
    {},
    { isDeveloperProfile: true },
    { deletedDate: daysFromNow(-1) },
    { trialExpiredDate: daysFromNow(-31) },
    { trialExpiredDate: daysFromNow(-30) },
    { trialExpiredDate: daysFromNow(-31), trialUpgradedDate: daysFromNow(-40) },
  ),
  members: fc.dictionary(somebody.map(String), fc.constantFrom('admin', 'member', 'guest')),
  projects: fc.array(project, { maxLength: 5 }),
});

const records: fc.Arbitrary<Records> = fc.array(plan, { minLength: 1, maxLength: 20 }).map((plans) =>
  canaryRecords(
    plans.map(({ members, ...rest }, index) => ({
      id: index * 7,
      members: Object.entries(members).map(([userId, role]) => ({ userId: Number(userId), role })),
      ...rest,
    })),
    USERS,
  ),
);

const organizationId = fc.constantFrom(0, 7, 14, 1000);
const askers: fc.Arbitrary<Asker> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ userId: somebody }) },
  { weight: 1, arbitrary: fc.record({ organizationId, role: fc.constantFrom('admin', 'member', 'operator') }) },
);

/** A whole partition at once, or so little that most of it comes later. */
const pageSizes = fc.constantFrom(1, 2, 3, 5, 1000);

/** What the asker is answered, by the product's own code. */
const answerTo = async (asker: Asker, withProjects: boolean): Promise<{ readonly id: number }[]> => {
  const table = createTestTable(proxy.url);
  if ('userId' in asker) return listAll(table, { principalKind: 'user', ...asker }, { withProjects, now: NOW });
  const { organizationId, role } = asker;
  if (role !== 'operator') {
    return listAll(table, { principalKind: 'apiKey', keyId: 1, organizationId, role }, { withProjects, now: NOW });
  }
  const view = {
    viewersOf: async () => new Map([[organizationId, { role }]]),
    shows: (organization: OrganizationLifecycle) => isListed(organization, NOW),
    withProjects,
  };
  return bodyOf(viewOrganizations(table, [organizationId], view, { organizations: 0, projects: 0 }));
};

/** Who the asker is in an organization that they were answered with; nobody from whom anything is hidden for the operator. */
const answeredAs = ({ members }: Records, asker: Asker, id: number): Answered | undefined => {
  if ('role' in asker) return asker.role === 'operator' ? undefined : { role: asker.role };
  const { userId } = asker;
  const member = members.find((candidate) => candidate.organizationId === id && candidate.userId === userId);
  return member && { role: member.role, userId };
};

test('F57 F69 whoever asks sees exactly what an obvious model says, and nothing hidden anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(records, askers, fc.boolean(), pageSizes, async (data, asker, withProjects, pageSize) => {
      proxy.react = answerFrom([...encodeRecords(data)], pageSize);
      const answer = await answerTo(asker, withProjects);
      expect(answer).toEqual(expectedOrganizations(data, asker, NOW, withProjects));
      for (const organization of answer) {
        const viewer = answeredAs(data, asker, organization.id);
        if (viewer !== undefined) expect(findLeaks(data, viewer, organization)).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

test('F69 what the operator sees would be a leak to a guest, a member and, of outsiders, to an admin', async () => {
  const data = canaryRecords(
    [
      {
        id: 7,
        members: [
          { userId: 901, role: 'guest' },
          { userId: 902, role: 'admin' },
        ],
        projects: [{ team: [901, 903], owner: 902, developer: 902 }, { team: [902] }],
      },
    ],
    USERS,
  );
  proxy.react = answerFrom([...encodeRecords(data)]);
  const [organization = { id: 0 }] = await answerTo({ organizationId: 7, role: 'operator' }, true);
  const leaksTo = (viewer: Answered) => new Set(findLeaks(data, viewer, organization));
  expect(leaksTo({ role: 'admin' })).toEqual(new Set(['billing-canary-903']));
  expect(leaksTo({ role: 'member' })).toEqual(new Set([901, 902, 903].map((id) => `billing-canary-${id}`)));
  expect(leaksTo({ role: 'guest', userId: 901 })).toEqual(
    new Set([
      'billing-canary-902',
      'billing-canary-903',
      'activity-canary-902',
      'activity-canary-903',
      '"2001-',
      '"2002-',
      '"2003-',
      '7007902',
      'canary-999',
      'the id 902',
      'the id 50701',
      '"tier":"professional"',
    ]),
  );
});
