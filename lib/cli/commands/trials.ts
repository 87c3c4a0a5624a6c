import type { Command } from 'commander';
import { type ExpiredTrial, expireTrials } from '../../organizations/expire-trials.ts';
import { listTrials, trialStateOf } from '../../organizations/list-trials.ts';
import { startTrial } from '../../organizations/start-trial.ts';
import { upgradeTrial } from '../../organizations/upgrade-trial.ts';
import { type ParsedTime, parseId, parseTime } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';

type StartOptions = { readonly expires: ParsedTime; readonly trialId?: number; readonly extend?: boolean };

/** Adds `trials start`, `upgrade`, `list` and `expire`. */
export const addTrialsCommands = (program: Command, cli: Cli): void => {
  const trials = program.command('trials').description("organizations' trials");

  trials
    .command('start')
    .description('gives an organization a trial')
    .argument('<organization>', "the organization's id", parseId)
    .requiredOption('--expires <time>', 'when it ends: a duration such as 14d, or a date', parseTime)
    .option('--trial-id <id>', "the trial's id, the organization's own unless given", parseId)
    .option('--extend', 'moves the end of an existing trial')
    .action((id: number, options: StartOptions) => runStart(cli, id, options));

  trials
    .command('upgrade')
    .description('upgrades the trial of an organization to a subscription')
    .argument('<organization>', "the organization's id", parseId)
    .action((id: number) => runUpgrade(cli, id));

  trials
    .command('list')
    .description('lists trials that were not upgraded and whose organization is not deleted, by their end')
    .action(async () => {
      const found = await listTrials(await cli.openTable());
      const rows = found.map((trial) => {
        const { name, trialId, trialExpiredDate } = trial.organization;
        return { id: trial.id, name, trialId, trialExpiredDate, state: trialStateOf(trial, cli.now()) };
      });
      cli.print({
        json: rows,
        text: cli.renderTable(
          ['organization', 'name', 'trial', 'expires', 'state'],
          rows.map((row) => Object.values(row).map((cell) => cell ?? undefined)),
        ),
      });
    });

  trials
    .command('expire')
    .description('deletes the organizations whose trials ended more than 30 days ago, as the stack does daily')
    .option('--dry-run', 'lists them, and changes nothing', false)
    .action(({ dryRun }: { dryRun: boolean }) => runExpire(cli, dryRun));
};

const runStart = async (cli: Cli, id: number, { expires, trialId, extend = false }: StartOptions): Promise<void> => {
  const now = cli.now();
  const trialExpiredDate = await startTrial(
    await cli.openTableToChange(),
    id,
    { end: expires(now), trialId, extend },
    now,
  );
  cli.print({ json: { id, trialExpiredDate }, text: `Organization ${id} has a trial until ${trialExpiredDate}.` });
};

const runUpgrade = async (cli: Cli, id: number): Promise<void> => {
  const changed = await upgradeTrial(await cli.openTableToChange(), id, cli.now());
  cli.print({ json: { id, changed }, text: `The trial of organization ${id} is upgraded.` });
};

const runExpire = async (cli: Cli, isDryRun: boolean): Promise<void> => {
  const table = await cli.openTable();
  const find = async (dryRun: boolean): Promise<ExpiredTrial[]> => {
    const trials: ExpiredTrial[] = [];
    await expireTrials(table, { now: cli.now, isDryRun: dryRun, onExpired: (trial) => trials.push(trial) });
    return trials.toSorted((one, other) => one.organizationId - other.organizationId);
  };
  let trials = await find(true);
  if (!isDryRun && trials.length > 0) {
    await cli.confirm(`Delete ${trials.length} organizations whose grace periods are over?`);
    await cli.openTableToChange();
    trials = await find(false);
  }
  const rows = trials.map(({ organizationId, trialExpiredDate, outcome }) => ({
    ...{ organizationId, trialExpiredDate, outcome },
  }));
  cli.print({
    json: { dryRun: isDryRun, trials: rows },
    text: cli.renderTable(
      ['organization', 'expired', 'outcome'],
      rows.map((row) => Object.values(row)),
    ),
  });
  const broken = rows.filter(({ outcome }) => outcome === 'broken').map(({ organizationId }) => organizationId);
  if (broken.length > 0) throw new CliError(`The items of these organizations are broken: ${broken.join(', ')}.`);
};
