import { describe, expect, test } from 'vitest';
import { encodeUser } from '../../../lib/table/encode.ts';
import { UserMissingError } from '../../../lib/table/existing.ts';
import { getItem } from '../../../lib/table/get.ts';
import { userKey } from '../../../lib/table/keys.ts';
import { addUser } from '../../../lib/users/add-user.ts';
import { disableUser, enableUser, revokeTokens } from '../../../lib/users/change-account.ts';
import { UserExistsError } from '../../../lib/users/refusals.ts';
import { buildUser } from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const { table, put } = await startMemoryTable();
const stored = (id: number) => getItem(table, userKey(id));

test('a user is added once, as no staff', async () => {
  const user = { id: 1, username: 'ada', name: 'Ada', email: 'ada@example.com', pending: false, activated: true };
  const added = await addUser(table, user, NOW);
  expect(added).toEqual({
    ...user,
    ...{
      created: '2026-06-01T12:00:00.000Z',
      staffInfo: { isStaff: false, hasSudoRights: false },
      mfaConfigured: false,
    },
  });
  expect(await stored(1)).toEqual(encodeUser(added));
  await expect(addUser(table, { ...user, name: 'Eve' }, NOW)).rejects.toThrow(UserExistsError);
});

describe('a user', () => {
  test('is disabled and enabled again, each once', async () => {
    await put(encodeUser(buildUser({ id: 2 })));
    const before = await stored(2);
    expect([await disableUser(table, 2), await disableUser(table, 2)]).toEqual([true, false]);
    expect(await stored(2)).toMatchObject({ disabled: { BOOL: true } });
    expect([await enableUser(table, 2), await enableUser(table, 2)]).toEqual([true, false]);
    expect(await stored(2)).toEqual(before);
  });

  test('has their tokens revoked up to a time that only moves forward', async () => {
    await put(encodeUser(buildUser({ id: 3 })));
    expect(await revokeTokens(table, 3, NOW)).toBe(true);
    expect([await revokeTokens(table, 3, NOW), await revokeTokens(table, 3, NOW - 1)]).toEqual([false, false]);
    expect(await stored(3)).toMatchObject({ tokensValidFrom: { S: '2026-06-01T12:00:00.000Z' } });
    expect(await revokeTokens(table, 3, NOW + 1)).toBe(true);
  });

  test.each([disableUser, enableUser, (own: typeof table, id: number) => revokeTokens(own, id, NOW)])(
    'has to be there',
    async (change) => {
      await expect(change(table, 99)).rejects.toThrow(UserMissingError);
      expect(await stored(99)).toBeUndefined();
    },
  );
});
