import type { MemberRole } from '../contract/model.ts';
import type { Table } from '../table/call.ts';
import { getItem } from '../table/get.ts';
import { decodeMember } from '../table/items.ts';
import { memberKey } from '../table/keys.ts';
import { LEAVING_ATTRIBUTE } from '../table/schema.ts';
import { transactWrite, type Write } from '../table/transact.ts';
import { untilWritten } from '../table/until-written.ts';
import { listAdmins } from './list-admins.ts';
import { LastAdminError, MemberMissingError, type Membership } from './refusals.ts';

/**
 * Removes a member, unless they are the last admin.
 * @throws MemberMissingError, LastAdminError, TableUnavailableError, TableRefusedError
 */
export const removeMember = async (table: Table, membership: Membership): Promise<void> => {
  const key = memberKey(membership.organizationId, membership.userId);
  await changeMember(table, membership, (role) => ({
    writes: [{ delete: key, expected: { role: { S: role } } }],
    takesAdmin: role === 'admin',
  }));
};

/**
 * Gives a member a role, unless it would be taken from the last admin.
 * @returns whether they had another role
 * @throws MemberMissingError, LastAdminError, TableUnavailableError, TableRefusedError
 */
export const setMemberRole = (table: Table, membership: Membership, role: MemberRole): Promise<boolean> => {
  const key = memberKey(membership.organizationId, membership.userId);
  return changeMember(table, membership, (before) =>
    before === role
      ? undefined
      : {
          writes: [
            {
              update: key,
              change: { set: { role: { S: role } }, remove: [LEAVING_ATTRIBUTE], expected: { role: { S: before } } },
            },
          ],
          takesAdmin: before === 'admin',
        },
  );
};

type MemberChange = { readonly writes: readonly Write[]; readonly takesAdmin: boolean };

/**
 * Changes a member in one transaction. Where it takes an admin from the organization, the transaction checks that another one
 * still is one: of two admins who are removed at the same moment, one stays.
 */
const changeMember = (
  table: Table,
  membership: Membership,
  decide: (role: MemberRole) => MemberChange | undefined,
): Promise<boolean> => {
  const { organizationId, userId } = membership;
  return untilWritten(async (isFirst) => {
    const item = await getItem(table, memberKey(organizationId, userId));
    // Somebody else has removed them meanwhile.
    if (item === undefined && !isFirst) return true;
    if (item === undefined) throw new MemberMissingError(membership);
    const change = decide(decodeMember(item).role);
    if (change === undefined) return false;
    const checks = change.takesAdmin ? [await checkOtherAdmin(table, membership)] : [];
    return (await transactWrite(table, [...change.writes, ...checks])) || undefined;
  });
};

/** @throws LastAdminError when there is no other admin */
const checkOtherAdmin = async (table: Table, membership: Membership): Promise<Write> => {
  const { organizationId, userId } = membership;
  const other = (await listAdmins(table, organizationId)).find((id) => id !== userId);
  if (other === undefined) throw new LastAdminError(membership);
  return { check: memberKey(organizationId, other), expected: { role: { S: 'admin' } } };
};
