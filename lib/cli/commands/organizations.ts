import type { Command } from 'commander';
import { createOrganization } from '../../organizations/create-organization.ts';
import { deleteOrganization } from '../../organizations/delete-organization.ts';
import { renameOrganization } from '../../organizations/rename-organization.ts';
import { restoreOrganization } from '../../organizations/restore-organization.ts';
import { requireOrganization } from '../../table/existing.ts';
import { type ParsedTime, parseId, parseName, parseTime } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { addMembersCommands } from './members.ts';
import { addOrganizationReports } from './organization-reports.ts';

type CreateOptions = { readonly name: string; readonly admin: number };
type RestoreOptions = { readonly trialExpires?: ParsedTime };

/** Adds `organizations create`, `rename`, `delete` and `restore`, and what is done to members. */
export const addOrganizationsCommands = (program: Command, cli: Cli): void => {
  const organizations = program.command('organizations').description('organizations and their members');
  const add = (name: string, description: string) =>
    organizations.command(name).description(description).argument('<organization>', "the organization's id", parseId);

  add('create', 'creates an organization')
    .requiredOption('--name <name>', 'its name', parseName)
    .requiredOption('--admin <user>', 'the id of its first admin', parseId)
    .action((id: number, options: CreateOptions) => runCreate(cli, id, options));

  add('rename', 'renames an organization, and so the owner of all its projects')
    .argument('<name>', 'its new name', parseName)
    .action((id: number, name: string) => runRename(cli, id, name));

  add('delete', 'deletes an organization; it can be restored').action((id: number) => runDelete(cli, id));

  add('restore', 'restores a deleted organization')
    .option('--trial-expires <time>', 'a new end of its trial: a duration such as 14d, or a date', parseTime)
    .action((id: number, options: RestoreOptions) => runRestore(cli, id, options));

  addOrganizationReports(organizations, cli);
  addMembersCommands(organizations, cli);
};

const runCreate = async (cli: Cli, id: number, { name, admin }: CreateOptions): Promise<void> => {
  const organization = await createOrganization(await cli.openTableToChange(), { id, name, admin }, cli.now());
  cli.print({
    json: { ...organization, admin },
    text: `Organization ${id} (${name}) is created; its admin is user ${admin}.`,
  });
};

const runRename = async (cli: Cli, id: number, name: string): Promise<void> => {
  const changed = await renameOrganization(await cli.openTableToChange(), id, name);
  cli.print({ json: { id, name, changed }, text: `Organization ${id} is called ${name}.` });
};

const runDelete = async (cli: Cli, id: number): Promise<void> => {
  const table = await cli.openTable();
  const { name } = await requireOrganization(table, id);
  await cli.confirm(`Delete organization ${id} (${name})?`);
  const changed = await deleteOrganization(await cli.openTableToChange(), id, cli.now());
  cli.print({ json: { id, changed }, text: `Organization ${id} (${name}) is deleted.` });
};

const runRestore = async (cli: Cli, id: number, { trialExpires }: RestoreOptions): Promise<void> => {
  const now = cli.now();
  const changed = await restoreOrganization(await cli.openTableToChange(), id, trialExpires?.(now), now);
  cli.print({ json: { id, changed }, text: `Organization ${id} is ${changed ? 'restored' : 'not deleted'}.` });
};
