import { expect, test } from 'vitest';
import { encodeIdentity } from '../../../lib/table/encode.ts';
import { linkIdentity, readIdentity, relinkIdentity, unlinkIdentity } from '../../../lib/users/link-identity.ts';
import { IdentityMissingError, IdentityTakenError } from '../../../lib/users/refusals.ts';
import { daysFromNow, NOW } from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const { table, put } = await startMemoryTable();

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
