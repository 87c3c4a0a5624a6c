import { expect } from 'vitest';
import * as z from 'zod/mini';
import { resolveUser } from '../../lib/auth/authenticate.ts';
import { createTableReads } from '../../lib/auth/table-reads.ts';
import { organizationSchema } from '../../lib/contract/model.ts';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import { encodeIdentity, encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../lib/table/encode.ts';
import { scanPages } from '../../lib/table/scan.ts';
import { INDEX_PARTITION_KEY, INDEX_SORT_KEY } from '../../lib/table/schema.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from './build-records.ts';
import { listAll } from './list-all.ts';

/** The user that is erased, and two others. */
export const USER = 1;
export const [ADMIN, OTHER] = [2, 3];

export const EMAIL = 'grace@example.com';
const AVATAR = 'https://example.com/grace.png';
export const IDENTITY = { issuer: 'https://login.example.com', claim: 'sub', value: 'auth0|grace' };

/** Organizations by what the user is there. In the last two, the user is the only admin, and nobody is answered with them. */
export const ORGANIZATIONS = { admin: 10, guest: 11, outsider: 12, unindexed: 13, deleted: 14, overdue: 15 } as const;
const LISTED = [10, 11, 12, 13];

const { admin, guest, outsider, unindexed, deleted, overdue } = ORGANIZATIONS;

const withoutIndexKey = ({ [INDEX_PARTITION_KEY]: _, [INDEX_SORT_KEY]: __, ...item }: Attributes): Attributes => item;

const member = (organizationId: number, userId: number, role: 'admin' | 'member' | 'guest') =>
  encodeMember(buildMember({ organizationId, userId, role }));

const collaborators = (...ids: readonly number[]) => ({
  collaborators: ids.map((userId) => ({ userId, isOwner: userId === USER })),
});

/** A table in which the user is everything that a user can be. */
export const ERASABLE: readonly Attributes[] = [
  ...[USER, ADMIN, OTHER].map((id) => encodeUser(buildUser({ id }))),
  encodeUser(
    buildUser({ id: USER, username: 'grace', name: 'Grace', email: EMAIL, photo: AVATAR, jobTitle: 'Admiral' }),
  ),
  encodeIdentity({ userId: USER, created: '2026-01-01T00:00:00Z', ...IDENTITY }),
  encodeIdentity({ userId: USER, created: '2026-01-01T00:00:00Z', ...IDENTITY, issuer: 'https://old.example.com' }),
  encodeIdentity({ userId: OTHER, created: '2026-01-01T00:00:00Z', ...IDENTITY, value: 'auth0|other' }),
  ...[admin, guest, outsider, unindexed].map((id) => encodeOrganization(buildOrganization({ id, name: `Acme ${id}` }))),
  encodeOrganization(buildOrganization({ id: deleted, deletedDate: '2026-05-01T00:00:00Z' })),
  encodeOrganization(buildOrganization({ id: overdue, trialId: 1, trialExpiredDate: '2026-01-01T00:00:00Z' })),
  ...[admin, guest, outsider, unindexed].map((id) => member(id, ADMIN, 'admin')),
  ...[member(admin, USER, 'admin'), member(guest, USER, 'guest'), withoutIndexKey(member(unindexed, USER, 'member'))],
  ...[deleted, overdue].map((id) => member(id, USER, 'admin')),
  member(admin, OTHER, 'guest'),
  encodeProject(
    buildProject({
      ...{ organizationId: admin, id: 100, ...collaborators(USER, ADMIN) },
      ...{ ownerUserId: USER, ownerAvatar: AVATAR, developerProfileUserId: USER },
    }),
  ),
  encodeProject(
    buildProject({ organizationId: admin, id: 101, ...collaborators(OTHER, USER, USER), ownerUserId: ADMIN }),
  ),
  encodeProject(buildProject({ organizationId: admin, id: 102, description: 'Ask Grace@Example.com' })),
  encodeProject(buildProject({ organizationId: guest, id: 110, ...collaborators(USER) })),
  encodeProject(buildProject({ organizationId: outsider, id: 120, ...collaborators(USER, OTHER) })),
  encodeProject(buildProject({ organizationId: deleted, id: 140, ...collaborators(USER) })),
];

/** All items, by their keys. */
export const dumpTable = async (table: Table): Promise<ReadonlyMap<string, Attributes>> => {
  const items = new Map<string, Attributes>();
  for await (const page of scanPages(table, { consistent: true }))
    for (const item of page) items.set(`${item['PK']?.S}/${item['SK']?.S}`, item);
  return items;
};

/** Expects every organization to be answered whole to its key and its members, and the user whole or not at all. */
export const expectWholeAnswers = async (table: Table, now: number): Promise<void> => {
  const list = async (...principal: Parameters<typeof listAll>[1][]) => {
    const answers = await Promise.all(principal.map((one) => listAll(table, one, { now })));
    return z.parse(z.array(organizationSchema), answers.flat()).map(({ id }) => id);
  };
  for (const organizationId of LISTED) {
    const key = { principalKind: 'apiKey', organizationId, keyId: 1, role: 'admin' } as const;
    expect(await list(key)).toEqual([organizationId]);
  }
  expect(await list({ principalKind: 'user', userId: ADMIN })).toEqual(LISTED);
  expect(await list({ principalKind: 'user', userId: OTHER })).toEqual([ORGANIZATIONS.admin]);
  for (const claimed of [{ userId: USER }, { identity: IDENTITY }]) {
    const user = await resolveUser(claimed, now / 1000, createTableReads(table));
    if (typeof user === 'number') await list({ principalKind: 'user', userId: user });
    else expect(['user-not-activated', 'user-tokens-valid-from', 'not-linked']).toContain(user);
  }
};
