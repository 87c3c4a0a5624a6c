import type { Table } from '../table/call.ts';
import { indexKeyOf } from '../table/index-key.ts';
import { decodeOrganization, type OrganizationItem } from '../table/items.ts';
import { idInKey, keyOf } from '../table/keys.ts';
import { readIndexed } from '../table/read-indexed.ts';
import { INDEX_PARTITION_KEY, TRIAL_PARTITION } from '../table/schema.ts';
import { isListed } from './lifecycle.ts';

/** An organization with a trial that was not upgraded. */
export type Trial = { readonly id: number; readonly organization: OrganizationItem };

/**
 * The trials that were not upgraded, of organizations that are not deleted; earliest end first. Trials that are over
 * are included until the daily job deletes them.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const listTrials = async (table: Table): Promise<Trial[]> => {
  const trials: Trial[] = [];
  for await (const items of readIndexed(table, { partition: TRIAL_PARTITION })) {
    // The index is eventually consistent: it may still have an organization whose trial was just upgraded.
    for (const item of items.filter((stored) => INDEX_PARTITION_KEY in indexKeyOf(stored))) {
      trials.push({ id: idInKey(keyOf(item).PK), organization: decodeOrganization(item) });
    }
  }
  return trials.toSorted((one, other) => endOf(one) - endOf(other) || one.id - other.id);
};

const endOf = ({ organization }: Trial): number => Date.parse(organization.trialExpiredDate ?? '');

export type TrialState = 'running' | 'in its grace period' | 'over';

/**
 * The state of a trial. `over`: the organization is not listed any more.
 * @param now milliseconds since 1970
 */
export const trialStateOf = (trial: Trial, now: number): TrialState => {
  if (!isListed(trial.organization, now)) return 'over';
  return endOf(trial) <= now ? 'in its grace period' : 'running';
};
