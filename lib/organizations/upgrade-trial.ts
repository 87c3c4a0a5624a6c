import type { Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { activeOrganization } from '../table/existing.ts';
import { organizationKey } from '../table/keys.ts';
import { TrialMissingError } from './refusals.ts';

/**
 * Turns an organization's trial into a subscription.
 * @param now milliseconds since 1970
 * @returns true if it was upgraded now, false if it was upgraded before
 * @throws OrganizationMissingError, OrganizationDeletedError, TrialMissingError, TableUnavailableError,
 *   TableRefusedError
 */
export const upgradeTrial = (table: Table, organizationId: number, now: number): Promise<boolean> =>
  changeItem(table, organizationKey(organizationId), (item) => {
    const { trialExpiredDate, trialUpgradedDate } = activeOrganization(item, organizationId);
    if (trialUpgradedDate !== null) return undefined;
    if (trialExpiredDate === null) throw new TrialMissingError(organizationId);
    return { set: { trialUpgradedDate: { S: new Date(now).toISOString() } } };
  });
