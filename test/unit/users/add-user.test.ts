import { describe, expect, test } from 'vitest';
import { encodeIdentity, encodeMember, encodeUser } from '../../../lib/table/encode.ts';
import { getItem } from '../../../lib/table/get.ts';
import { userKey } from '../../../lib/table/keys.ts';
import { ERASED_ATTRIBUTE } from '../../../lib/table/schema.ts';
import { addUser, type NewUser } from '../../../lib/users/add-user.ts';
import { UserExistsError, UserIdInUseError } from '../../../lib/users/refusals.ts';
import { buildMember, buildUser, daysFromNow, NOW } from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const { table, put } = await startMemoryTable();
const newUser = (id: number): NewUser => ({
  ...{ id, username: 'ada', name: 'Ada', email: 'ada@example.com' },
  ...{ pending: true, activated: false },
});
const stored = (id: number) => getItem(table, userKey(id));
const putErased = (id: number) =>
  put({ ...userKeyOf(id), id: { N: String(id) }, [ERASED_ATTRIBUTE]: { S: daysFromNow(-3) } });
const userKeyOf = (id: number) => {
  const { PK, SK } = userKey(id);
  return { PK: { S: PK }, SK: { S: SK } };
};
const putIdentity = (userId: number, value: string) =>
  put(encodeIdentity({ userId, issuer: 'https://i', claim: 'sub', value, created: daysFromNow(0) }));

describe('a user', () => {
  test('is added as of now, without rights', async () => {
    const user = await addUser(table, newUser(1), NOW);
    expect(user).toEqual({
      ...newUser(1),
      ...{ created: daysFromNow(0), staffInfo: { isStaff: false, hasSudoRights: false }, mfaConfigured: false },
    });
    expect(await stored(1)).toEqual(encodeUser(user));
  });

  test('is not added twice, and stays as it is', async () => {
    const before = encodeUser(buildUser({ id: 2 }));
    await put(before, encodeMember(buildMember({ userId: 2 })));
    await expect(addUser(table, newUser(2), NOW)).rejects.toThrow(UserExistsError);
    expect(await stored(2)).toEqual(before);
  });

  test('is added once by two at a time', async () => {
    const results = await Promise.allSettled(
      ['Ada', 'Eve'].map((name) => addUser(table, { ...newUser(3), name }, NOW)),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toEqual([expect.any(UserExistsError)]);
  });

  test('who was erased can be added again, and tokens from before stay refused', async () => {
    await putErased(4);
    const user = await addUser(table, newUser(4), NOW);
    expect(user.tokensValidFrom).toBe(daysFromNow(-3));
    expect(await stored(4)).toEqual(encodeUser(user));
  });
});

describe('an id is not given out', () => {
  test.each([
    ['identities', 11, 2, 0, 'user 11 still has 2 identities'],
    ['memberships', 12, 0, 1, 'user 12 still has 1 memberships'],
    ['both', 13, 1, 2, 'user 13 still has 1 identities and 2 memberships'],
  ])('while it still has %s', async (_, id, identities, memberships, message) => {
    for (let count = 0; count < identities; count += 1) await putIdentity(id, `${id}-${count}`);
    for (let count = 0; count < memberships; count += 1)
      await put(encodeMember(buildMember({ organizationId: 100 + count, userId: id })));
    const adding = addUser(table, newUser(id), NOW);
    await expect(adding).rejects.toThrow(UserIdInUseError);
    await expect(adding).rejects.toThrow(message);
    expect(await stored(id)).toBeUndefined();
  });
});
