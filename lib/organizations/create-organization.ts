import type { Table } from '../table/call.ts';
import { encodeMember, encodeOrganization, type OrganizationRecord } from '../table/encode.ts';
import { requireUser, userCheck } from '../table/existing.ts';
import { getItem } from '../table/get.ts';
import { organizationKey } from '../table/keys.ts';
import { transactWrite } from '../table/transact.ts';
import { untilWritten } from '../table/until-written.ts';
import { OrganizationExistsError } from './refusals.ts';

export type NewOrganization = {
  readonly id: number;
  readonly name: string;
  /** The user who becomes its first admin. */
  readonly admin: number;
};

/**
 * Creates an organization and its first admin in one transaction.
 * @param now milliseconds since 1970
 * @returns the stored organization
 * @throws OrganizationExistsError, UserMissingError, UserErasedError, TableUnavailableError,
 *   TableRefusedError
 */
export const createOrganization = async (
  table: Table,
  { id, name, admin }: NewOrganization,
  now: number,
): Promise<OrganizationRecord> => {
  const created = new Date(now).toISOString();
  const organization = {
    ...{ id, name, showHeaderImgMask: false, isDeveloperProfile: false, whitelabelId: null },
    ...{ trialId: null, trialExpiredDate: null, trialUpgradedDate: null, created },
  };
  const membership = { organizationId: id, userId: admin };
  const member = encodeMember({ ...membership, added: created, role: 'admin', projectCount: 0, datasets: [] });
  return untilWritten(async () => {
    await requireUser(table, admin);
    if ((await getItem(table, organizationKey(id))) !== undefined) throw new OrganizationExistsError(id);
    const isCreated = await transactWrite(table, [
      { put: encodeOrganization(organization) },
      { put: member },
      userCheck(admin),
    ]);
    return isCreated ? organization : undefined;
  });
};
