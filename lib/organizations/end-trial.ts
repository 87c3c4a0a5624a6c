import { type ReadOptions, type Table, toAttributes } from '../table/call.ts';
import { getItem } from '../table/get.ts';
import { decodeOrganization } from '../table/items.ts';
import { idInKey, organizationKey, trialIndexKey } from '../table/keys.ts';
import { queryPages } from '../table/query.ts';
import { INDEX_NAME, INDEX_PARTITION_KEY, INDEX_SORT_KEY, PARTITION_KEY, TRIAL_PARTITION } from '../table/schema.ts';
import { updateItem } from '../table/update.ts';
import { endOfOverdueDates, isTrialOver } from './lifecycle.ts';

/** A trial that the index says is over. The date is the organization's `trialExpiredDate`, to the letter. */
export type OverdueTrial = { readonly organizationId: number; readonly trialExpiredDate: string };

/**
 * The trials whose grace period is over, those that expired first at the front. The index is eventually consistent, and
 * another service may have changed an organization without its index key: {@link endTrial} has the last word.
 * @param now milliseconds since 1970
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export async function* overdueTrials(
  table: Table,
  now: number,
  options: ReadOptions = {},
): AsyncGenerator<OverdueTrial, void, undefined> {
  const query = {
    index: INDEX_NAME,
    condition: `${INDEX_PARTITION_KEY} = :trial AND ${INDEX_SORT_KEY} < :end`,
    values: { ':trial': TRIAL_PARTITION, ':end': endOfOverdueDates(now) },
  };
  for await (const page of queryPages(table, query, options)) {
    for (const entry of page) {
      const [trialExpiredDate = ''] = entry[INDEX_SORT_KEY]?.S?.split('#') ?? [];
      if (isTrialOver({ trialExpiredDate, trialUpgradedDate: null }, now)) {
        yield { organizationId: idInKey(entry[PARTITION_KEY]?.S ?? ''), trialExpiredDate };
      }
    }
  }
}

/**
 * Deletes an organization whose trial is over: one conditional write, so that a trial that is upgraded or prolonged in the
 * same moment never is. Where it was, the organization's index key is put right, for it would be found again for ever.
 * @returns whether the organization was deleted by this
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const endTrial = async (
  table: Table,
  { organizationId, trialExpiredDate }: OverdueTrial,
  now: number,
  options: ReadOptions = {},
): Promise<boolean> => {
  const isDeleted = await updateItem(
    table,
    organizationKey(organizationId),
    {
      set: { deletedDate: { S: new Date(now).toISOString() } },
      remove: [INDEX_PARTITION_KEY, INDEX_SORT_KEY],
      expected: {
        trialExpiredDate: { S: trialExpiredDate },
        trialUpgradedDate: { NULL: true },
        deletedDate: undefined,
      },
    },
    options,
  );
  if (!isDeleted) await mendIndexKey(table, organizationId, options);
  return isDeleted;
};

/** Does nothing where the index key is right, or is made right by somebody else meanwhile. */
const mendIndexKey = async (table: Table, organizationId: number, options: ReadOptions): Promise<void> => {
  const key = organizationKey(organizationId);
  const item = await getItem(table, key, options);
  if (item === undefined) return;
  const right = trialIndexKey(organizationId, decodeOrganization(item));
  if (item[INDEX_SORT_KEY]?.S === right?.[INDEX_SORT_KEY]) return;
  const { trialExpiredDate, trialUpgradedDate, deletedDate } = item;
  await updateItem(
    table,
    key,
    {
      ...(right === undefined ? { remove: [INDEX_PARTITION_KEY, INDEX_SORT_KEY] } : { set: toAttributes(right) }),
      expected: { trialExpiredDate, trialUpgradedDate, deletedDate, [PARTITION_KEY]: { S: key.PK } },
    },
    options,
  );
};
