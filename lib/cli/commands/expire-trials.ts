import type { Command } from 'commander';
import { GRACE_PERIOD_DAYS } from '../../contract/grace-period.ts';
import { endTrial, type OverdueTrial, overdueTrials } from '../../organizations/end-trial.ts';
import type { Table } from '../../table/call.ts';
import { BrokenItemError } from '../../table/errors.ts';
import { inParallel } from '../../table/in-parallel.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { renderTable } from '../render-table.ts';

/** Writes in flight. */
const CONCURRENCY = 8;

type Ended = OverdueTrial & { readonly outcome: 'over' | 'deleted' | 'changed meanwhile' | 'broken' };

/** Adds `trials expire`: what the daily function does, without its limits. */
export const addExpireTrialsCommand = (trials: Command, cli: Cli): void => {
  trials
    .command('expire')
    .description(
      `deletes the organizations whose trials ended more than ${GRACE_PERIOD_DAYS} days ago; this happens daily by itself`,
    )
    .option('--dry-run', 'lists them, and changes nothing', false)
    .action(({ dryRun }: { dryRun: boolean }) => expireTrials(cli, dryRun));
};

const expireTrials = async (cli: Cli, isDryRun: boolean): Promise<void> => {
  const table = await cli.openTable();
  const now = cli.now();
  const overdue: OverdueTrial[] = [];
  for await (const trial of overdueTrials(table, now)) overdue.push(trial);
  if (!isDryRun && overdue.length > 0)
    await cli.confirm(`Delete ${overdue.length} organizations whose trials are over?`);
  const ended: Ended[] = [];
  await inParallel(overdue, CONCURRENCY, async (trial) => {
    ended.push({ ...trial, outcome: isDryRun ? 'over' : await end(table, trial, now) });
  });
  ended.sort((one, other) => one.organizationId - other.organizationId);
  const rows = ended.map(({ organizationId, trialExpiredDate, outcome }) => [
    organizationId,
    trialExpiredDate,
    outcome,
  ]);
  cli.print({ json: { dryRun: isDryRun, trials: ended }, text: renderTable(['organization', 'expired', ''], rows) });
  const broken = ended.filter(({ outcome }) => outcome === 'broken').map(({ organizationId }) => organizationId);
  if (broken.length > 0) throw new CliError(`The items of these organizations are broken: ${broken.join(', ')}.`);
};

const end = async (table: Table, trial: OverdueTrial, now: number): Promise<Ended['outcome']> => {
  try {
    return (await endTrial(table, trial, now)) ? 'deleted' : 'changed meanwhile';
  } catch (error) {
    if (!(error instanceof BrokenItemError)) throw error;
    return 'broken';
  }
};
