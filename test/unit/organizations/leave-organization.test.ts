import { expect, test } from 'vitest';
import { leaveOrganization } from '../../../lib/organizations/leave-organization.ts';
import { LastAdminError } from '../../../lib/organizations/refusals.ts';
import { encodeMember, encodeOrganization } from '../../../lib/table/encode.ts';
import { TableUnavailableError } from '../../../lib/table/errors.ts';
import { getItem } from '../../../lib/table/get.ts';
import { memberKey } from '../../../lib/table/keys.ts';
import { buildMember, buildOrganization } from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const { table, put } = await startMemoryTable();
const leave = (organizationId: number, userId: number, isDryRun = false) =>
  leaveOrganization(table, { organizationId, userId }, NOW, { isDryRun });
const stored = (organizationId: number, userId: number) => getItem(table, memberKey(organizationId, userId));

const putMembers = async (organizationId: number, roles: Readonly<Record<number, 'admin' | 'guest'>>) => {
  for (const [userId, role] of Object.entries(roles))
    await put(encodeMember(buildMember({ organizationId, userId: Number(userId), role })));
};

test('who is no member leaves nothing', async () => {
  await put(encodeOrganization(buildOrganization({ id: 1 })));
  expect(await leave(1, 1)).toBe('was no member');
});

test('an admin leaves another one behind, a guest needs none', async () => {
  await put(encodeOrganization(buildOrganization({ id: 2 })));
  await putMembers(2, { 1: 'admin', 2: 'admin', 3: 'guest' });
  expect(await leave(2, 1)).toBe('left');
  await expect(leave(2, 2)).rejects.toThrow(LastAdminError);
  expect(await leave(2, 3, true)).toBe('left');
  expect(await stored(2, 3)).toBeDefined();
  expect(await leave(2, 3)).toBe('left');
  expect([await stored(2, 1), await stored(2, 3)]).toEqual([undefined, undefined]);
  expect(await stored(2, 2)).toBeDefined();
  await putMembers(3, { 3: 'guest' });
  expect(await leave(3, 3)).toBe('left');
});

test('the last admin leaves what is deleted or is not there', async () => {
  await put(encodeOrganization(buildOrganization({ id: 4, deletedDate: '2026-01-01T00:00:00Z' })));
  for (const id of [4, 5]) {
    await putMembers(id, { 1: 'admin' });
    expect(await leave(id, 1)).toBe('left without an admin');
    expect(await stored(id, 1)).toBeUndefined();
  }
});

test('a fault of the table is no last admin, whatever the organization is', async () => {
  await put(encodeOrganization(buildOrganization({ id: 6, deletedDate: '2026-01-01T00:00:00Z' })));
  await putMembers(6, { 1: 'admin', 2: 'admin' });
  const { middlewareStack } = table.client;
  const fail = { step: 'initialize', name: 'fail' } as const;
  middlewareStack.add((next, { commandName }) => {
    return (input) => (commandName === 'QueryCommand' ? Promise.reject(new Error('gone')) : next(input));
  }, fail);
  await expect(leave(6, 1)).rejects.toThrow(TableUnavailableError);
  middlewareStack.remove(fail.name);
  expect(await stored(6, 1)).toBeDefined();
});
