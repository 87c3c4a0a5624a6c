import type { Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { activeOrganization } from '../table/existing.ts';
import type { OrganizationItem } from '../table/items.ts';
import { organizationKey } from '../table/keys.ts';
import { TrialEndPastError, TrialExistsError, TrialMissingError, TrialUpgradedError } from './refusals.ts';

export type NewTrial = {
  /** When the trial ends, in milliseconds since 1970. */
  readonly end: number;
  /** Absent: the current trial id, or the organization's own id if it has none. */
  readonly trialId?: number | undefined;
  /** Whether to move the end of an existing trial. If false, the organization must not have a trial. */
  readonly extend: boolean;
};

/**
 * Starts a trial, or moves the end of the existing one.
 * @param now milliseconds since 1970
 * @returns the trial's end, ISO 8601
 * @throws OrganizationMissingError, OrganizationDeletedError, TrialEndPastError, TrialUpgradedError, TrialExistsError,
 *   TrialMissingError, TableUnavailableError, TableRefusedError
 */
export const startTrial = async (
  table: Table,
  organizationId: number,
  { end, trialId, extend }: NewTrial,
  now: number,
): Promise<string> => {
  if (end <= now) throw new TrialEndPastError();
  const trialExpiredDate = new Date(end).toISOString();
  await changeItem(table, organizationKey(organizationId), (item) => {
    const before = activeOrganization(item, organizationId);
    requireStartable(before, organizationId, extend);
    return {
      set: {
        trialId: { N: String(trialId ?? before.trialId ?? organizationId) },
        trialExpiredDate: { S: trialExpiredDate },
        trialUpgradedDate: { NULL: true },
      },
    };
  });
  return trialExpiredDate;
};

const requireStartable = (
  { trialExpiredDate, trialUpgradedDate }: OrganizationItem,
  organizationId: number,
  extend: boolean,
): void => {
  if (trialUpgradedDate !== null) throw new TrialUpgradedError(organizationId, trialUpgradedDate);
  if (extend && trialExpiredDate === null) throw new TrialMissingError(organizationId);
  if (!extend && trialExpiredDate !== null) throw new TrialExistsError(organizationId, trialExpiredDate);
};
