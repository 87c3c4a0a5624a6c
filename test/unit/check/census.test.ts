import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCensus } from '../../../lib/check/census.ts';
import { checkItems } from '../../../lib/check/check-items.ts';
import type { Finding } from '../../../lib/check/finding.ts';
import { createIdTable } from '../../../lib/check/id-table.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeApiKey, encodeIdentity, encodeMember, encodeProject, encodeUser } from '../../../lib/table/encode.ts';
import { buildApiKey, buildMember, buildProject, buildUser, daysFromNow, NOW } from '../../support/build-records.ts';
import { healthyItems, IDENTITY_HASH, identityItem, nameOf, without } from '../../support/check-table.ts';

const findTogether = (items: readonly Attributes[]): string[] => {
  const census = createCensus(NOW);
  for (const item of items) census.add(item);
  return [...census.findTogether()].map(nameOf).toSorted();
};

const LARGEST_ID = Number.MAX_SAFE_INTEGER;
const HASH = `f${'0'.repeat(62)}1`;

describe('items are checked with each other', () => {
  const items = [
    ...healthyItems(),
    encodeUser(buildUser({ id: LARGEST_ID })),
    encodeMember(buildMember({ userId: LARGEST_ID })),
    encodeMember(buildMember({ userId: LARGEST_ID - 1 })),
    encodeProject(
      buildProject({
        id: LARGEST_ID,
        collaborators: [LARGEST_ID, 2 ** 32, 1].map((userId) => ({ userId, isOwner: false })),
      }),
    ),
    encodeApiKey(buildApiKey({ hash: HASH, organizationId: 2 ** 40 })),
    encodeIdentity({ ...identityItem, userId: 3 }),
  ];
  const found = [
    `missing-organization KEY#${HASH}/KEY organizationId`,
    `missing-user IDENTITY#${IDENTITY_HASH}/IDENTITY userId`,
    `missing-user ORG#0000000000000007/MEMBER#${LARGEST_ID - 1} SK`,
    `missing-user ORG#0000000000000007/PROJECT#${LARGEST_ID} collaborators[].userId`,
  ];

  test('in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length }), (shuffled) => {
        expect(findTogether(shuffled)).toEqual(found);
      }),
    );
  });

  test('but for items whose time to live is over: they refer to nothing any more', () => {
    const past = { expiresAt: { N: String(NOW / 1000) } };
    expect(findTogether(items.map((item) => ({ ...item, ...past })))).toEqual([]);
    expect(createCensus(NOW).add({ ...without(encodeUser(buildUser()), 'name'), ...past })).toEqual([]);
    const future = { expiresAt: { N: String(NOW / 1000 + 1) } };
    expect(findTogether(items.map((item) => ({ ...item, ...future })))).toEqual(found);
  });

  test('a deleted organization needs no admin', () => {
    const [organization = {}] = healthyItems();
    expect(findTogether([organization])).toEqual(['no-admin ORG#0000000000000007/ORG -']);
    expect(findTogether([{ ...organization, deletedDate: { S: daysFromNow(-1) } }])).toEqual([]);
  });
});

test('any source of items can be checked, such as a snapshot, whose findings hold as they are', async () => {
  const description = { S: 'd'.repeat(5_000_000) };
  async function* pages() {
    yield [];
    yield healthyItems();
    for (let id = 0; id < 33; id++) yield [{ ...encodeProject(buildProject({ id })), description }];
  }
  const findings: Finding[] = [];
  await checkItems(pages(), {
    lookAgain: async (suspects) => suspects,
    onFinding: async (finding) => void findings.push(finding),
    now: NOW,
  });
  expect(findings.filter(({ kind }) => kind === 'large-item')).toHaveLength(33);
  expect(findings.at(-1)).toMatchObject({
    kind: 'large-answer',
    reason: 'fills about 165 of the 200 MB that one answer can have',
  });
});

test('ids keep their numbers, however many there are', () => {
  const table = createIdTable();
  const ids = Array.from({ length: 20_000 }, (_, index) => (index % 2 ? index * 2 ** 20 : LARGEST_ID - index));
  const indexes = ids.map(table.indexOf);
  expect(indexes).toEqual(ids.map((_, index) => index));
  expect(ids.map(table.indexOf)).toEqual(indexes);
  expect(indexes.map(table.idAt)).toEqual(ids);
  expect(table.size()).toBe(ids.length);
});
