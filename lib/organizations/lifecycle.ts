import { GRACE_PERIOD_DAYS } from '../contract/grace-period.ts';
import type { OrganizationLifecycle } from '../table/items.ts';

/** How long an organization stays after a trial that was not upgraded has expired. */
const GRACE_PERIOD_MS = GRACE_PERIOD_DAYS * 24 * 60 * 60 * 1000;

const SECOND_MS = 1000;

type Trial = Pick<OrganizationLifecycle, 'trialExpiredDate' | 'trialUpgradedDate'>;

/**
 * Whether answers include an organization: it is not deleted, and its trial's grace period is not over. Every read
 * applies this rule, so an organization disappears exactly on time, whenever the daily job deletes it.
 * @param now milliseconds since 1970
 */
export const isListed = (organization: OrganizationLifecycle, now: number): boolean =>
  organization.deletedDate === undefined && !isGracePeriodOver(organization, now);

/**
 * Whether the trial was not upgraded and its grace period is over. False if there is no trial.
 * @param now milliseconds since 1970
 */
export const isGracePeriodOver = ({ trialExpiredDate, trialUpgradedDate }: Trial, now: number): boolean =>
  trialExpiredDate !== null && trialUpgradedDate === null && Date.parse(trialExpiredDate) + GRACE_PERIOD_MS < now;

/**
 * A text that sorts after the `trialExpiredDate` of every trial that {@link isGracePeriodOver}. Up to one second of trials
 * that are not over sort before it, too, so callers check each one. The reason: stored dates have any number of
 * decimals, and within one second text order differs from time order (`12:00:00.5Z` sorts before `12:00:00Z`). Across
 * seconds the two orders agree.
 * @param now milliseconds since 1970
 */
export const endOfOverdueDates = (now: number): string =>
  new Date(now - GRACE_PERIOD_MS + SECOND_MS).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
