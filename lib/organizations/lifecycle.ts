import { GRACE_PERIOD_DAYS } from '../contract/grace-period.ts';
import type { OrganizationLifecycle } from '../table/items.ts';

/** After a trial that was not upgraded has expired, its organization stays for this long. */
const GRACE_PERIOD_MS = GRACE_PERIOD_DAYS * 24 * 60 * 60 * 1000;

const SECOND_MS = 1000;

type Trial = Pick<OrganizationLifecycle, 'trialExpiredDate' | 'trialUpgradedDate'>;

/**
 * Whether an organization is in answers at all: it is not deleted, and no trial's grace period is over. The rule is
 * applied at every read, so that it holds from the very second, whenever the daily job makes it permanent.
 * @param now milliseconds since 1970
 */
export const isListed = (organization: OrganizationLifecycle, now: number): boolean =>
  organization.deletedDate === undefined && !isTrialOver(organization, now);

/** Whether a trial's grace period is over and nobody upgraded it. Without a trial there is nothing to be over. */
export const isTrialOver = ({ trialExpiredDate, trialUpgradedDate }: Trial, now: number): boolean =>
  trialExpiredDate !== null && trialUpgradedDate === null && Date.parse(trialExpiredDate) + GRACE_PERIOD_MS < now;

/**
 * Sorts after the `trialExpiredDate` of every trial that {@link isTrialOver}, as text. Some that are not over sort before
 * it, too: dates are stored to the second or to any fraction of it, and within one second their text sorts otherwise than
 * their time (`12:00:00.5Z` before `12:00:00Z`). From one second to the next the two orders agree.
 */
export const endOfOverdueDates = (now: number): string =>
  new Date(now - GRACE_PERIOD_MS + SECOND_MS).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
