import type { MemberRole } from '../contract/model.ts';
import type { Table } from '../table/call.ts';
import { encodeMember } from '../table/encode.ts';
import { requireActiveOrganization, requireUser, userCheck } from '../table/existing.ts';
import { getItem } from '../table/get.ts';
import { decodeMember } from '../table/items.ts';
import { memberKey, organizationKey } from '../table/keys.ts';
import { PARTITION_KEY } from '../table/schema.ts';
import { transactWrite } from '../table/transact.ts';
import { untilWritten } from '../table/until-written.ts';
import { MemberExistsError, type Membership } from './refusals.ts';

/**
 * Adds a user to an organization that is not deleted.
 * @param datasets for a guest, the datasets that the guest may see
 * @param now milliseconds since 1970
 * @returns true if the user was added, false if they already had this role
 * @throws OrganizationMissingError, OrganizationDeletedError, UserMissingError, UserErasedError,
 *   TableUnavailableError, TableRefusedError; MemberExistsError if the user is a member in another role
 */
export const addMember = (
  table: Table,
  membership: Membership,
  { role, datasets }: { readonly role: MemberRole; readonly datasets: readonly string[] },
  now: number,
): Promise<boolean> => {
  const { organizationId, userId } = membership;
  const added = new Date(now).toISOString();
  const member = encodeMember({ ...membership, added, role, projectCount: 0, datasets: [...datasets] });
  const organization = organizationKey(organizationId);
  return untilWritten(async () => {
    await Promise.all([requireActiveOrganization(table, organizationId), requireUser(table, userId)]);
    const before = await getItem(table, memberKey(organizationId, userId));
    if (before !== undefined) {
      const { role: former } = decodeMember(before);
      if (former !== role) throw new MemberExistsError(membership, former);
      return false;
    }
    const isAdded = await transactWrite(table, [
      { put: member },
      { check: organization, expected: { [PARTITION_KEY]: { S: organization.PK }, deletedDate: undefined } },
      userCheck(userId),
    ]);
    return isAdded || undefined;
  });
};
