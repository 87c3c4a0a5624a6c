import { beforeEach, describe, expect, test } from 'vitest';
import { hashIdentity } from '../../../lib/contract/identity.ts';
import { encodeIdentity, encodeUser } from '../../../lib/table/encode.ts';
import { UserMissingError } from '../../../lib/table/existing.ts';
import { identityKey } from '../../../lib/table/keys.ts';
import { deleteItem } from '../../../lib/table/update.ts';
import { linkIdentity, readIdentity, relinkIdentity, unlinkIdentity } from '../../../lib/users/link-identity.ts';
import { listIdentities, scanIdentities } from '../../../lib/users/list-identities.ts';
import { IdentityMissingError, IdentityTakenError } from '../../../lib/users/refusals.ts';
import { buildUser, daysFromNow, NOW } from '../../support/build-records.ts';
import { controlWrites } from '../../support/failing-writes.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const { table, put } = await startMemoryTable();
const writes = controlWrites(table);
beforeEach(() => writes.reset());

let count = 0;
/** An identity of its own, linked to a user. */
const putIdentity = async (userId: number) => {
  count += 1;
  const identity = { issuer: 'https://i', claim: 'sub', value: String(count) };
  const linked = { ...identity, userId, created: daysFromNow(0) };
  await put(encodeIdentity(linked));
  return { identity, linked };
};

test('an identity of another user is neither linked nor unlinked, and stays as it is', async () => {
  const { identity, linked } = await putIdentity(2);
  await expect(linkIdentity(table, 1, identity, NOW)).rejects.toThrow(IdentityTakenError);
  await expect(unlinkIdentity(table, 1, identity)).rejects.toThrow(IdentityTakenError);
  expect(await readIdentity(table, identity)).toEqual(linked);
});

test('an identity is not moved to an issuer where another user has it', async () => {
  const { identity, linked } = await putIdentity(1);
  const other = { ...linked, issuer: 'https://j', userId: 2 };
  await put(encodeIdentity(other));
  await expect(relinkIdentity(table, linked, 'https://j')).rejects.toThrow(IdentityTakenError);
  expect(await readIdentity(table, identity)).toEqual(linked);
  expect(await readIdentity(table, other)).toEqual(other);
});

test('an identity is unlinked once', async () => {
  const { identity } = await putIdentity(1);
  await unlinkIdentity(table, 1, identity);
  expect(await readIdentity(table, identity)).toBeUndefined();
  await expect(unlinkIdentity(table, 1, identity)).rejects.toThrow(IdentityMissingError);
});

test('an identity is linked once, to a user who exists', async () => {
  const identity = { issuer: 'https://i', claim: 'sub', value: 'new' };
  await expect(linkIdentity(table, 7, identity, NOW)).rejects.toThrow(UserMissingError);
  await put(encodeUser(buildUser({ id: 7 })));
  expect(await linkIdentity(table, 7, identity, NOW)).toBe(true);
  expect(await linkIdentity(table, 7, identity, NOW)).toBe(false);
  expect(await readIdentity(table, identity)).toEqual({ ...identity, userId: 7, created: daysFromNow(0) });
  expect(writes.count).toBe(1);
});

test.each(['issuer', 'claim', 'value'])('an identity whose %s is no Unicode is not stored', (part) => {
  const identity = { issuer: 'https://i', claim: 'sub', value: 'x', [part]: '\ud800' };
  expect(() => linkIdentity(table, 1, identity, NOW)).toThrow(new TypeError('the identity is not Unicode'));
});

describe('an identity that is changed by somebody else meanwhile', () => {
  test('is not linked to two users', async () => {
    await put(encodeUser(buildUser({ id: 8 })));
    const identity = { issuer: 'https://i', claim: 'sub', value: 'wanted by two' };
    writes.before = async (number) => {
      if (number === 1) await put(encodeIdentity({ ...identity, userId: 9, created: daysFromNow(0) }));
    };
    await expect(linkIdentity(table, 8, identity, NOW)).rejects.toThrow(new IdentityTakenError(9));
  });

  test.each([
    ['gone', 'is unlinked, as it was wanted', undefined],
    ['of another user', 'is not unlinked', 9],
  ])('and is %s %s', async (_, __, otherId) => {
    const { identity, linked } = await putIdentity(1);
    writes.before = async (number) => {
      if (number > 1) return;
      if (otherId !== undefined) await put(encodeIdentity({ ...linked, userId: otherId }));
      else await deleteItem(table, identityKey(hashIdentity(identity)));
    };
    const unlinking = unlinkIdentity(table, 1, identity);
    if (otherId === undefined) await unlinking;
    else await expect(unlinking).rejects.toThrow(new IdentityTakenError(otherId));
    expect((await readIdentity(table, identity))?.userId).toBe(otherId);
  });
});

test('an identity is moved to another issuer once, also where its user has it there', async () => {
  const { identity, linked } = await putIdentity(1);
  expect(await relinkIdentity(table, linked, linked.issuer)).toBe(false);
  expect(writes.count).toBe(0);
  expect(await relinkIdentity(table, linked, 'https://j')).toBe(true);
  expect(await relinkIdentity(table, linked, 'https://j')).toBe(false);
  expect(await readIdentity(table, identity)).toBeUndefined();
  const moved = { ...linked, issuer: 'https://j' };
  expect(await readIdentity(table, moved)).toEqual(moved);
  const older = { ...linked, created: daysFromNow(-1) };
  await put(encodeIdentity(older));
  expect(await relinkIdentity(table, older, 'https://j')).toBe(true);
  expect(await readIdentity(table, identity)).toBeUndefined();
  expect(await readIdentity(table, moved)).toEqual(moved);
});

test('all identities of a user are listed in order, and all of the table, however many', async () => {
  const identities = Array.from({ length: 230 }, (_, index) => ({
    ...{ userId: 55, issuer: 'https://many', claim: 'sub', value: String(index).padStart(3, '0') },
    created: daysFromNow(0),
  }));
  await put(...identities.toReversed().map(encodeIdentity));
  expect(await listIdentities(table, 55)).toEqual(identities);
  expect(await listIdentities(table, 56)).toEqual([]);
  const found = [];
  for await (const identity of scanIdentities(table)) if (identity.userId === 55) found.push(identity.value);
  expect(found.toSorted()).toEqual(identities.map(({ value }) => value));
});
