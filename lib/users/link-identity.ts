/** Links between identities and users. Each change takes effect on the next request. */
import { hashIdentity, type Identity } from '../contract/identity.ts';
import type { Table } from '../table/call.ts';
import { encodeIdentity } from '../table/encode.ts';
import { requireUser, userCheck } from '../table/existing.ts';
import { getItem } from '../table/get.ts';
import { decodeIdentity, type IdentityItem } from '../table/items.ts';
import { identityKey } from '../table/keys.ts';
import { transactWrite } from '../table/transact.ts';
import { untilWritten } from '../table/until-written.ts';
import { deleteItem } from '../table/update.ts';
import { IdentityMissingError, IdentityTakenError } from './refusals.ts';

/** Reads an identity, strongly consistent; undefined if it is not linked to a user. */
export const readIdentity = async (table: Table, identity: Identity): Promise<IdentityItem | undefined> => {
  const item = await getItem(table, identityKey(hashIdentity(identity)));
  return item && decodeIdentity(item);
};

/**
 * Links an identity to an existing user.
 * @param now milliseconds since 1970
 * @returns true if it was linked now, false if it was already linked to this user
 * @throws IdentityTakenError if it is linked to another user; UserMissingError; UserErasedError; TypeError if a part of
 *   the identity is not valid Unicode, which the table cannot store unchanged; TableUnavailableError, TableRefusedError
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
    const isLinked = await transactWrite(table, [{ put: encodeIdentity(item) }, userCheck(userId)]);
    return isLinked || undefined;
  });
};

/**
 * Removes the link between an identity and its user.
 * @throws IdentityMissingError; IdentityTakenError if it is linked to another user; TableUnavailableError,
 *   TableRefusedError
 */
export const unlinkIdentity = async (table: Table, userId: number, identity: Identity): Promise<void> => {
  await untilWritten(async (isFirst) => {
    const linked = await readIdentity(table, identity);
    // It was there before: gone now, perhaps by an attempt whose answer was lost
    if (linked === undefined && !isFirst) return true;
    if (linked === undefined) throw new IdentityMissingError();
    if (linked.userId !== userId) throw new IdentityTakenError(linked.userId);
    return (await deleteItem(table, identityKey(hashIdentity(identity)), ownedBy(userId))) || undefined;
  });
};

const ownedBy = (userId: number) => ({ userId: { N: String(userId) } });

/**
 * Changes the issuer of an identity, for an issuer that has been renamed.
 * @returns true if it was moved; false if it has this issuer, was moved before, or no longer exists
 * @throws IdentityTakenError if the new identity is linked to another user; TableUnavailableError, TableRefusedError
 */
export const relinkIdentity = (table: Table, identity: IdentityItem, issuer: string): Promise<boolean> =>
  untilWritten(async () => {
    if (identity.issuer === issuer) return false;
    const current = await readIdentity(table, identity);
    if (current === undefined) return false;
    const next = await readIdentity(table, { ...current, issuer });
    if (next !== undefined && next.userId !== current.userId) throw new IdentityTakenError(next.userId);
    const removal = { delete: identityKey(hashIdentity(current)), expected: ownedBy(current.userId) };
    const addition = next === undefined ? [{ put: encodeIdentity({ ...current, issuer }) }] : [];
    return (await transactWrite(table, [removal, ...addition])) || undefined;
  });
