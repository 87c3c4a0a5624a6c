import type { OrganizationItem } from '../table/items.ts';

/** After a trial that was not upgraded has expired, its organization stays for this long. */
const GRACE_PERIOD_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Whether an organization is in answers at all: it is not deleted, and no trial's grace period is over. The rule is
 * applied at every read, so that it holds from the very second, whenever the daily job makes it permanent.
 * @param now milliseconds since 1970
 */
export const isListed = (organization: OrganizationItem, now: number): boolean =>
  organization.deletedDate === undefined && !isTrialOver(organization, now);

const isTrialOver = ({ trialExpiredDate, trialUpgradedDate }: OrganizationItem, now: number): boolean =>
  trialExpiredDate !== null && trialUpgradedDate === null && Date.parse(trialExpiredDate) + GRACE_PERIOD_MS < now;
