import { describe, expect, test } from 'vitest';
import { addMember } from '../../../lib/organizations/add-member.ts';
import { removeMember, setMemberRole } from '../../../lib/organizations/change-member.ts';
import { listAdmins } from '../../../lib/organizations/list-admins.ts';
import { listMembers } from '../../../lib/organizations/list-members.ts';
import { LastAdminError, MemberExistsError, MemberMissingError } from '../../../lib/organizations/refusals.ts';
import { encodeMember, encodeOrganization, encodeUser } from '../../../lib/table/encode.ts';
import { OrganizationDeletedError, OrganizationMissingError, UserMissingError } from '../../../lib/table/existing.ts';
import { getItem } from '../../../lib/table/get.ts';
import { memberKey } from '../../../lib/table/keys.ts';
import { deleteItem } from '../../../lib/table/update.ts';
import { buildMember, buildOrganization, buildUser } from '../../support/build-records.ts';
import { controlWrites } from '../../support/failing-writes.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const { table, put } = await startMemoryTable();
const writes = controlWrites(table);
await put(...[1, 2, 3].map((id) => encodeUser(buildUser({ id }))));

let organizationId = 0;
/** An organization of its own, with these roles of the users 1, 2, … */
const putOrganization = async (...roles: readonly ('admin' | 'member' | 'guest')[]): Promise<number> => {
  organizationId += 1;
  await put(
    encodeOrganization(buildOrganization({ id: organizationId })),
    ...roles.map((role, index) => encodeMember(buildMember({ organizationId, userId: index + 1, role }))),
  );
  return organizationId;
};
const stored = (userId: number) => getItem(table, memberKey(organizationId, userId));

describe('a member is added', () => {
  test('as of now, with what only a guest needs', async () => {
    await putOrganization('admin');
    const guest = { role: 'guest', datasets: ['bearings'] } as const;
    expect(await addMember(table, { organizationId, userId: 2 }, guest, NOW)).toBe(true);
    expect(await stored(2)).toEqual(
      encodeMember({
        ...{ organizationId, userId: 2, role: 'guest', projectCount: 0, datasets: ['bearings'] },
        added: '2026-06-01T12:00:00.000Z',
      }),
    );
  });

  test('once; again in the same role changes nothing, and in another one is refused', async () => {
    await putOrganization('admin', 'member');
    const before = await stored(2);
    const add = (role: 'admin' | 'member') =>
      addMember(table, { organizationId, userId: 2 }, { role, datasets: [] }, NOW);
    expect(await add('member')).toBe(false);
    await expect(add('admin')).rejects.toThrow(MemberExistsError);
    expect(await stored(2)).toEqual(before);
  });

  test('only to an organization that is there, and only a user who is', async () => {
    await putOrganization('admin');
    const add = (id: number, userId: number) =>
      addMember(table, { organizationId: id, userId }, { role: 'member', datasets: [] }, NOW);
    await expect(add(organizationId, 99)).rejects.toThrow(UserMissingError);
    await expect(add(999, 2)).rejects.toThrow(OrganizationMissingError);
    await put(encodeOrganization(buildOrganization({ id: 998, deletedDate: '2026-01-01T00:00:00Z' })));
    await expect(add(998, 2)).rejects.toThrow(OrganizationDeletedError);
    expect(await getItem(table, memberKey(998, 2))).toBeUndefined();
  });

  test('not to an organization that is deleted at the same moment', async () => {
    await putOrganization('admin');
    writes.before = async (number) => {
      const deleted = buildOrganization({ id: organizationId, deletedDate: '2026-06-01T12:00:00Z' });
      if (number === 1) await put(encodeOrganization(deleted));
    };
    writes.count = 0;
    const added = addMember(table, { organizationId, userId: 2 }, { role: 'member', datasets: [] }, NOW);
    await expect(added).rejects.toThrow(OrganizationDeletedError);
    writes.reset();
    expect(await stored(2)).toBeUndefined();
  });
});

describe('a member', () => {
  test('is removed', async () => {
    await putOrganization('admin', 'member');
    await removeMember(table, { organizationId, userId: 2 });
    expect(await stored(2)).toBeUndefined();
    await expect(removeMember(table, { organizationId, userId: 2 })).rejects.toThrow(MemberMissingError);
  });

  test.each([
    ['removed', () => removeMember(table, { organizationId, userId: 2 })],
    ['given another role', () => setMemberRole(table, { organizationId, userId: 2 }, 'guest')],
  ])('who is removed by somebody else while they are %s is just gone', async (_, change) => {
    await putOrganization('admin', 'member');
    writes.reset();
    writes.before = async (write) => {
      if (write === 1) await deleteItem(table, memberKey(organizationId, 2));
    };
    await change();
    writes.reset();
    expect(await stored(2)).toBeUndefined();
  });

  test('gets another role, and loses what an older version left', async () => {
    await putOrganization('admin', 'member');
    await put({ ...encodeMember(buildMember({ organizationId, userId: 2, role: 'member' })), leaving: { S: 'x' } });
    expect(await setMemberRole(table, { organizationId, userId: 2 }, 'admin')).toBe(true);
    expect(await setMemberRole(table, { organizationId, userId: 2 }, 'admin')).toBe(false);
    expect(await stored(2)).toMatchObject({ role: { S: 'admin' } });
    expect(await stored(2)).not.toHaveProperty('leaving');
    await expect(setMemberRole(table, { organizationId, userId: 3 }, 'admin')).rejects.toThrow(MemberMissingError);
  });

  test('who is the last admin stays it', async () => {
    await putOrganization('admin', 'member');
    const last = { organizationId, userId: 1 };
    await expect(removeMember(table, last)).rejects.toThrow(LastAdminError);
    await expect(setMemberRole(table, last, 'guest')).rejects.toThrow(LastAdminError);
    expect(await listAdmins(table, organizationId)).toEqual([1]);
  });

  test('who is an admin can go while another one stays', async () => {
    await putOrganization('admin', 'admin', 'admin');
    await setMemberRole(table, { organizationId, userId: 2 }, 'member');
    await removeMember(table, { organizationId, userId: 1 });
    expect(await listAdmins(table, organizationId)).toEqual([3]);
  });
});

test('members are listed with their accounts', async () => {
  await putOrganization('admin');
  await put(encodeMember(buildMember({ organizationId, userId: 77, role: 'guest' })));
  const members = [];
  for await (const member of listMembers(table, organizationId)) members.push(member);
  expect(members).toMatchObject([
    { userId: 1, membership: { role: 'admin' }, account: { email: 'user1@example.com', activated: true } },
    { userId: 77, membership: { role: 'guest' } },
  ]);
  expect(members[1]).not.toHaveProperty('account');
});
