import type { Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { existingOrganization } from '../table/existing.ts';
import { organizationKey } from '../table/keys.ts';
import { isListed } from './lifecycle.ts';
import { GracePeriodOverError, TrialMissingError } from './refusals.ts';

/**
 * Restores a deleted organization. If its trial is over, `trialEnd` is required.
 * @param trialEnd the new end of the trial, in milliseconds since 1970; undefined keeps the end
 * @param now milliseconds since 1970
 * @returns true if it was restored, false if it was not deleted
 * @throws OrganizationMissingError, TrialMissingError if it has no trial to extend, GracePeriodOverError,
 *   TableUnavailableError, TableRefusedError
 */
export const restoreOrganization = (
  table: Table,
  organizationId: number,
  trialEnd: number | undefined,
  now: number,
): Promise<boolean> =>
  changeItem(table, organizationKey(organizationId), (item) => {
    const { deletedDate, ...before } = existingOrganization(item, organizationId);
    if (deletedDate === undefined) return undefined;
    const hasTrial = before.trialExpiredDate !== null && before.trialUpgradedDate === null;
    if (trialEnd !== undefined && !hasTrial) throw new TrialMissingError(organizationId);
    const newEnd = trialEnd === undefined ? undefined : new Date(trialEnd).toISOString();
    const trialExpiredDate = newEnd ?? before.trialExpiredDate;
    if (!isListed({ ...before, trialExpiredDate }, now)) throw new GracePeriodOverError(organizationId);
    return { set: newEnd === undefined ? {} : { trialExpiredDate: { S: newEnd } }, remove: ['deletedDate'] };
  });
