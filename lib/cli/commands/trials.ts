import type { Command } from 'commander';
import { isListed } from '../../organizations/lifecycle.ts';
import { type Table, toAttributes } from '../../table/call.ts';
import { changeItem } from '../../table/change.ts';
import { decodeOrganization, type OrganizationItem } from '../../table/items.ts';
import { idInKey, keyOf, organizationKey, trialIndexKey } from '../../table/keys.ts';
import { readIndexed } from '../../table/read-indexed.ts';
import { INDEX_PARTITION_KEY, INDEX_SORT_KEY, TRIAL_PARTITION } from '../../table/schema.ts';
import { type ParsedTime, parseId, parseTime } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { renderTable } from '../render-table.ts';
import { undeleted } from '../require-existing.ts';
import { addExpireTrialsCommand } from './expire-trials.ts';

type StartOptions = { readonly expires: ParsedTime; readonly trialId?: number; readonly extend?: true };

/** Adds `trials start`, `upgrade`, `list` and `expire`. */
export const addTrialsCommands = (program: Command, cli: Cli): void => {
  const trials = program.command('trials').description("organizations' trials");

  trials
    .command('start')
    .description('gives an organization a trial')
    .argument('<organization>', "the organization's id", parseId)
    .requiredOption('--expires <time>', 'when it ends: a duration such as 14d, or a date', parseTime)
    .option('--trial-id <id>', "the trial's id, the organization's own unless given", parseId)
    .option('--extend', 'moves the end of a trial that there is already')
    .action((id: number, options: StartOptions) => startTrial(cli, id, options));

  trials
    .command('upgrade')
    .description('turns the trial of an organization into a subscription')
    .argument('<organization>', "the organization's id", parseId)
    .action((id: number) => upgradeTrial(cli, id));

  trials
    .command('list')
    .description('lists the trials that can still end, or are over and not deleted yet; by their end')
    .action(async () => {
      const found = await listTrials(await cli.openTable());
      const rows = found.map(({ id, organization }) => {
        const { name, trialId, trialExpiredDate } = organization;
        return { id, name, trialId, trialExpiredDate, state: stateOf(organization, cli.now()) };
      });
      cli.print({
        json: rows,
        text: renderTable(
          ['organization', 'name', 'trial', 'expires', 'state'],
          rows.map((row) => Object.values(row).map((cell) => cell ?? undefined)),
        ),
      });
    });

  addExpireTrialsCommand(trials, cli);
};

const startTrial = async (cli: Cli, id: number, { expires, trialId, extend }: StartOptions): Promise<void> => {
  const end = expires(cli.now());
  if (end <= cli.now()) throw new CliError('A trial cannot end in the past.');
  const trialExpiredDate = new Date(end).toISOString();
  await changeItem(await cli.openTable(), organizationKey(id), (item) => {
    const before = undeleted(item, id);
    refuseTrial(before, id, extend === true);
    const organization = { ...before, trialExpiredDate, trialUpgradedDate: null };
    return {
      set: {
        trialId: { N: String(trialId ?? before.trialId ?? id) },
        trialUpgradedDate: { NULL: true },
        ...toAttributes({ trialExpiredDate, ...trialIndexKey(id, organization) }),
      },
      unchanged: ['deletedDate'],
    };
  });
  cli.print({ json: { id, trialExpiredDate }, text: `Organization ${id} has a trial until ${trialExpiredDate}.` });
};

const refuseTrial = ({ trialExpiredDate, trialUpgradedDate }: OrganizationItem, id: number, extend: boolean): void => {
  if (trialUpgradedDate !== null)
    throw new CliError(`The trial of organization ${id} was upgraded on ${trialUpgradedDate}.`);
  if (extend && trialExpiredDate === null) throw new CliError(`Organization ${id} has no trial to extend.`);
  if (!extend && trialExpiredDate !== null) {
    throw new CliError(`Organization ${id} has a trial until ${trialExpiredDate}: --extend moves its end.`);
  }
};

const upgradeTrial = async (cli: Cli, id: number): Promise<void> => {
  const now = new Date(cli.now()).toISOString();
  const changed = await changeItem(await cli.openTable(), organizationKey(id), (item) => {
    const { trialExpiredDate, trialUpgradedDate } = undeleted(item, id);
    if (trialUpgradedDate !== null) return undefined;
    if (trialExpiredDate === null) throw new CliError(`Organization ${id} has no trial.`);
    return {
      set: { trialUpgradedDate: { S: now } },
      remove: [INDEX_PARTITION_KEY, INDEX_SORT_KEY],
      unchanged: ['deletedDate', 'trialExpiredDate'],
    };
  });
  cli.print({ json: { id, changed }, text: `The trial of organization ${id} is upgraded.` });
};

type Trial = { readonly id: number; readonly organization: OrganizationItem };

const listTrials = async (table: Table): Promise<Trial[]> => {
  const trials: Trial[] = [];
  for await (const items of readIndexed(table, TRIAL_PARTITION)) {
    trials.push(...items.map((item) => ({ id: idInKey(keyOf(item).PK), organization: decodeOrganization(item) })));
  }
  return trials
    .filter(({ id, organization }) => trialIndexKey(id, organization) !== undefined)
    .toSorted((one, other) => endOf(one) - endOf(other) || one.id - other.id);
};

const endOf = ({ organization }: Trial): number => Date.parse(organization.trialExpiredDate ?? '');

const stateOf = (organization: OrganizationItem, now: number) => {
  if (!isListed(organization, now)) return 'over';
  return Date.parse(organization.trialExpiredDate ?? '') <= now ? 'in its grace period' : 'running';
};
