import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRecords, type Records } from '../../../lib/table/encode.ts';
import {
  buildMember,
  buildOrganization,
  buildProject,
  buildUser,
  daysFromNow,
  NOW,
} from '../../support/build-records.ts';
import { type Asker, expectedOrganizations } from '../../support/expected-organizations.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { listAll } from '../../support/list-all.ts';
import { createTestTable } from '../../support/proxied-table.ts';
import { startTableProxy, type TableProxy } from '../../support/table-proxy.ts';

let proxy: TableProxy;
beforeAll(async () => {
  proxy = await startTableProxy();
});
afterAll(() => proxy.close());

const USERS = [1, 2, 3, 4, 5, 6];

const records: fc.Arbitrary<Records> = fc
  .array(
    fc.record({
      trial: fc.constantFrom(
        {},
        { deletedDate: daysFromNow(-1) },
        { trialExpiredDate: daysFromNow(-31) },
        { trialExpiredDate: daysFromNow(-30) },
        { trialExpiredDate: daysFromNow(-31), trialUpgradedDate: daysFromNow(-40) },
      ),
      members: fc.dictionary(fc.constantFrom(...USERS.map(String)), fc.constantFrom('admin', 'member', 'guest')),
      projects: fc.array(fc.uniqueArray(fc.constantFrom(...USERS), { maxLength: 3 }), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((organizations) => ({
    organizations: organizations.map(({ trial }, index) => buildOrganization({ id: index * 7, ...trial })),
    members: organizations.flatMap(({ members }, index) =>
      Object.entries(members).map(([user, role]) =>
        buildMember({ organizationId: index * 7, userId: Number(user), role }),
      ),
    ),
    projects: organizations.flatMap(({ projects }, index) =>
      projects.map((users, project) =>
        buildProject({
          organizationId: index * 7,
          id: index * 7 + project,
          collaborators: users.map((userId) => ({ userId, isOwner: userId % 2 === 0 })),
        }),
      ),
    ),
    users: USERS.map((id) =>
      buildUser({ id, stripeCustomerId: `cus_${id}`, permissions: ['admin:infra'], hasPendingPayments: id % 2 === 0 }),
    ),
  }));

const askers: fc.Arbitrary<Asker> = fc.oneof(
  fc.record({ userId: fc.constantFrom(...USERS) }),
  fc.record({ organizationId: fc.constantFrom(0, 7, 14, 1000), role: fc.constantFrom('admin', 'member') }),
);

/** A whole partition at once, or so little that most of it comes later. */
const pageSizes = fc.constantFrom(1, 2, 3, 5, 1000);

test('F57 whoever asks sees exactly what an obvious model says, over random data', { timeout: 60_000 }, async () => {
  const table = createTestTable(proxy.url);
  await fc.assert(
    fc.asyncProperty(records, askers, fc.boolean(), pageSizes, async (data, asker, withProjects, pageSize) => {
      proxy.react = answerFrom([...encodeRecords(data)], pageSize);
      const principal =
        'userId' in asker
          ? ({ principalKind: 'user', ...asker } as const)
          : ({ principalKind: 'apiKey', keyId: 1, ...asker } as const);
      expect(await listAll(table, principal, { withProjects, now: NOW })).toEqual(
        expectedOrganizations(data, asker, NOW, withProjects),
      );
    }),
    { numRuns: 300 },
  );
});
