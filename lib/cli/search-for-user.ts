import type { SearchOptions } from '../organizations/find-references.ts';
import type { Table } from '../table/call.ts';
import { UserMissingError } from '../table/existing.ts';
import { createPace } from '../table/pace.ts';
import type { Cli } from './cli.ts';
import { CliError } from './cli-error.ts';
import { createProgress } from './import/progress.ts';
import { sizeOfTable } from './size-of-table.ts';

/** What a read capacity unit reads strongly consistent. */
const UNIT_BYTES = 4096;

/**
 * Runs a search of the whole table under a rate, and shows its progress on standard error.
 * @param search gets the options to search with
 * @throws CliError if there is no such user, and what else the search throws
 */
export const searchForUser = async <Result>(
  cli: Cli,
  table: Table,
  {
    id,
    unitsPerSecond,
    signal,
  }: { readonly id: number; readonly unitsPerSecond: number; readonly signal: AbortSignal },
  search: (options: SearchOptions) => Promise<Result>,
): Promise<Result> => {
  const pace = createPace(unitsPerSecond);
  const progress = createProgress(cli.terminal, await sizeOfTable(table), cli.now, () => `looking for user ${id}`);
  let shown = 0;
  const wait = (aborted?: AbortSignal): Promise<void> => {
    progress.advance((pace.consumption.units - shown) * UNIT_BYTES);
    shown = pace.consumption.units;
    return pace.wait(aborted);
  };
  try {
    return await search({ signal, pace: { consumption: pace.consumption, wait } });
  } catch (error) {
    // Without the advice to add them, which other commands give
    if (error instanceof UserMissingError) throw new CliError(`There is no user ${id}. Nothing refers to that id.`);
    throw error;
  } finally {
    progress.stop();
  }
};
