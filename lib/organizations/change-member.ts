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
 * Removes a member. The last admin cannot be removed.
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
 * Changes a member's role. The last admin cannot lose the admin role.
 * @returns true if the role changed, false if the member already had it
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
 * Changes a member in one transaction. If the change takes the admin role away, the transaction also checks that
 * another admin still has it. When two admins are removed at the same moment, one of them therefore stays.
 * @param decide returns the change for the current role; undefined if there is nothing to change
 */
const changeMember = (
  table: Table,
  membership: Membership,
  decide: (role: MemberRole) => MemberChange | undefined,
): Promise<boolean> => {
  const { organizationId, userId } = membership;
  return untilWritten(async (isFirst) => {
    const item = await getItem(table, memberKey(organizationId, userId));
    // Another caller removed the member between two attempts.
    if (item === undefined && !isFirst) return true;
    if (item === undefined) throw new MemberMissingError(membership);
    const change = decide(decodeMember(item).role);
    if (change === undefined) return false;
    const checks = change.takesAdmin ? [await checkOtherAdmin(table, membership)] : [];
    return (await transactWrite(table, [...change.writes, ...checks])) || undefined;
  });
};

/** The check, for a transaction, that another admin stays. @throws LastAdminError if there is no other admin */
export const checkOtherAdmin = async (table: Table, membership: Membership): Promise<Write> => {
  const { organizationId, userId } = membership;
  const other = (await listAdmins(table, organizationId)).find((id) => id !== userId);
  if (other === undefined) throw new LastAdminError(membership);
  return { check: memberKey(organizationId, other), expected: { role: { S: 'admin' } } };
};
