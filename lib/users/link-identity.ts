/** Which identities a user has. Each change holds from the next request on. */
import { hashIdentity, type Identity } from '../contract/identity.ts';
import type { Table } from '../table/call.ts';
import { encodeIdentity } from '../table/encode.ts';
import { requireUser } from '../table/existing.ts';
import { getItem } from '../table/get.ts';
import { decodeIdentity, type IdentityItem } from '../table/items.ts';
import { identityKey, userKey } from '../table/keys.ts';
import { FIXED_SORT_KEY, SORT_KEY } from '../table/schema.ts';
import { transactWrite } from '../table/transact.ts';
import { untilWritten } from '../table/until-written.ts';
import { deleteItem } from '../table/update.ts';
import { IdentityMissingError, IdentityTakenError } from './refusals.ts';

/** Whose identity it is, read strongly consistent; undefined for nobody's. */
export const readIdentity = async (table: Table, identity: Identity): Promise<IdentityItem | undefined> => {
  const item = await getItem(table, identityKey(hashIdentity(identity)));
  return item && decodeIdentity(item);
};

/**
 * Links an identity to a user who exists.
 * @param now milliseconds since 1970
 * @returns whether it was not linked to them before
 * @throws IdentityTakenError when it is another user's, UserMissingError, TypeError for an identity that cannot be stored
 *   byte by byte, TableUnavailableError, TableRefusedError
 */
export const linkIdentity = (table: Table, userId: number, identity: Identity, now: number): Promise<boolean> => {
  if (!Object.values(identity).every((part) => part.isWellFormed())) throw new TypeError('the identity is not Unicode');
  const { issuer, claim, value } = identity;
  const item = { userId, issuer, claim, value, created: new Date(now).toISOString() };
  return untilWritten(async () => {
    const linked = await readIdentity(table, identity);
    if (linked?.userId === userId) return false;
    if (linked !== undefined) throw new IdentityTakenError(linked.userId);
    await requireUser(table, userId);
    const isLinked = await transactWrite(table, [
      { put: encodeIdentity(item) },
      { check: userKey(userId), expected: { [SORT_KEY]: { S: FIXED_SORT_KEY.user } } },
    ]);
    return isLinked || undefined;
  });
};

/**
 * Takes an identity from its user.
 * @throws IdentityMissingError, IdentityTakenError when it is another user's, TableUnavailableError, TableRefusedError
 */
export const unlinkIdentity = async (table: Table, userId: number, identity: Identity): Promise<void> => {
  await untilWritten(async () => {
    const linked = await readIdentity(table, identity);
    if (linked === undefined) throw new IdentityMissingError();
    if (linked.userId !== userId) throw new IdentityTakenError(linked.userId);
    return (await deleteItem(table, identityKey(hashIdentity(identity)), ownedBy(userId))) || undefined;
  });
};

const ownedBy = (userId: number) => ({ userId: { N: String(userId) } });

/**
 * Moves an identity to another name of its issuer.
 * @returns whether it was moved; false where it was moved before, or is gone
 * @throws IdentityTakenError when the new one is another user's, TableUnavailableError, TableRefusedError
 */
export const relinkIdentity = (table: Table, identity: IdentityItem, issuer: string): Promise<boolean> =>
  untilWritten(async () => {
    const current = await readIdentity(table, identity);
    if (current === undefined) return false;
    const next = await readIdentity(table, { ...current, issuer });
    if (next !== undefined && next.userId !== current.userId) throw new IdentityTakenError(next.userId);
    const removal = { delete: identityKey(hashIdentity(current)), expected: ownedBy(current.userId) };
    const addition = next === undefined ? [{ put: encodeIdentity({ ...current, issuer }) }] : [];
    return (await transactWrite(table, [removal, ...addition])) || undefined;
  });
