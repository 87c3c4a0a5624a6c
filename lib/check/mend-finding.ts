import type { ReadOptions, Table } from '../table/call.ts';
import { updateItem } from '../table/update.ts';
import type { Finding } from './finding.ts';

/**
 * Mends what a finding is about, on condition that the item is as it was when the finding was made. It decides nothing: only
 * index keys are mended, which are computed from the item, and never that of a trial.
 * @returns whether it is mended; false if the item has changed since, which leaves it alone
 * @throws TypeError for a finding without a way to mend it; TableUnavailableError, TableRefusedError, or the reason of an
 *   aborted signal
 */
export const mendFinding = async (
  table: Table,
  { key, mend }: Finding,
  options: ReadOptions = {},
): Promise<boolean> => {
  if (mend === undefined) throw new TypeError('somebody has to decide how to mend this');
  return updateItem(table, key, mend, options);
};
