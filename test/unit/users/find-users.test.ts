import { describe, expect, test } from 'vitest';
import { hashIdentity } from '../../../lib/contract/identity.ts';
import { encodeIdentity, encodeUser } from '../../../lib/table/encode.ts';
import type { IdentityItem } from '../../../lib/table/items.ts';
import { identityKey } from '../../../lib/table/keys.ts';
import { deleteItem, updateItem } from '../../../lib/table/update.ts';
import { listIdentities, scanIdentities } from '../../../lib/users/list-identities.ts';
import { indexUsersByEmail } from '../../../lib/users/users-by-email.ts';
import { buildUser, daysFromNow } from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const identity = (userId: number, value: string, fields: Partial<IdentityItem> = {}): IdentityItem => ({
  ...{ userId, issuer: 'https://i', claim: 'sub', value, created: daysFromNow(0) },
  ...fields,
});
const range = (length: number) => Array.from({ length }, (_, index) => index + 1);
const collect = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
};

describe('the identities of a user', () => {
  test('are sorted by issuer, claim and value', async () => {
    const { table, put } = await startMemoryTable();
    const sorted = [
      identity(1, 'z', { issuer: 'https://a' }),
      identity(1, 'z', { claim: 'oid' }),
      identity(1, 'a'),
      identity(1, 'b'),
      identity(1, 'a', { issuer: 'https://j' }),
    ];
    for (const each of [3, 0, 4, 2, 1].flatMap((index) => sorted[index] ?? [])) await put(encodeIdentity(each));
    await put(encodeIdentity(identity(2, 'c')));
    expect(await listIdentities(table, 1)).toEqual(sorted);
    expect(await listIdentities(table, 3)).toEqual([]);
  });

  test('are those that are linked to the user now, whatever the index still says', async () => {
    const { table, put } = await startMemoryTable();
    await put(encodeIdentity(identity(1, 'moved')), encodeIdentity(identity(1, 'kept')));
    // The index names user 1, the item another one
    const key = identityKey(hashIdentity(identity(1, 'moved')));
    await updateItem(table, key, { set: { userId: { N: '2' } }, remove: [], expected: { userId: { N: '1' } } });
    expect(await listIdentities(table, 1)).toEqual([identity(1, 'kept')]);
    await deleteItem(table, identityKey(hashIdentity(identity(1, 'kept'))));
    expect(await listIdentities(table, 1)).toEqual([]);
  });
});

describe.each([0, 1, 99, 100, 101, 250])('of %i in the table', (count) => {
  test('each identity is found once', async () => {
    const { table, put } = await startMemoryTable();
    const identities = range(count).map((id) => identity(id, `value ${id}`));
    await put(...identities.map(encodeIdentity), encodeUser(buildUser({ id: 1 })));
    const found = await collect(scanIdentities(table));
    expect(found.toSorted((one, other) => one.userId - other.userId)).toEqual(identities);
  });

  test('each user is found by the e-mail address, whatever its case', async () => {
    const { table, put } = await startMemoryTable();
    const users = range(count).map((id) =>
      buildUser({
        id,
        email: `${id % 2 === 0 ? 'SHARED' : `User.${id}`}@Example.com`,
        staffInfo: { isStaff: true, hasSudoRights: id === 1 },
      }),
    );
    await put(...users.map(encodeUser), encodeIdentity(identity(1, 'x')));
    const found = await indexUsersByEmail(table);
    const idsOf = (email: string) =>
      found
        .get(email)
        ?.map(({ id }) => id)
        .toSorted((one, other) => one - other);
    const shared = range(count).filter((id) => id % 2 === 0);
    expect(idsOf('shared@example.com') ?? []).toEqual(shared);
    expect(found.size).toBe(count - Math.max(0, shared.length - 1));
    for (const id of range(count).filter((each) => each % 2 === 1))
      expect(found.get(`user.${id}@example.com`)).toEqual([{ id, hasSudoRights: id === 1 }]);
  });
});
