import type { Command } from 'commander';
import { isListed } from '../../organizations/lifecycle.ts';
import { toAttributes } from '../../table/call.ts';
import { changeItem } from '../../table/change.ts';
import { encodeMember, encodeOrganization } from '../../table/encode.ts';
import { getItem } from '../../table/get.ts';
import { organizationKey, trialIndexKey } from '../../table/keys.ts';
import { INDEX_PARTITION_KEY, INDEX_SORT_KEY } from '../../table/schema.ts';
import { createItem } from '../../table/update.ts';
import { type ParsedTime, parseId, parseName, parseTime } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { listAdmins } from '../members.ts';
import { existing, requireUser, undeleted } from '../require-existing.ts';
import { addMembersCommands } from './members.ts';

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
    .action((id: number, options: CreateOptions) => createOrganization(cli, id, options));

  add('rename', 'renames an organization, and so the owner of all its projects')
    .argument('<name>', 'its new name', parseName)
    .action(async (id: number, name: string) => {
      const changed = await changeItem(await cli.openTable(), organizationKey(id), (item) =>
        undeleted(item, id).name === name ? undefined : { set: { name: { S: name } }, unchanged: ['deletedDate'] },
      );
      cli.print({ json: { id, name, changed }, text: `Organization ${id} is called ${name}.` });
    });

  add('delete', 'has an organization in no answer any more; it can be restored').action((id: number) =>
    deleteOrganization(cli, id),
  );

  add('restore', 'brings a deleted organization back')
    .option('--trial-expires <time>', 'a new end of its trial: a duration such as 14d, or a date', parseTime)
    .action((id: number, options: RestoreOptions) => restoreOrganization(cli, id, options));

  addMembersCommands(organizations, cli);
};

const createOrganization = async (cli: Cli, id: number, { name, admin }: CreateOptions): Promise<void> => {
  const table = await cli.openTable();
  await requireUser(table, admin);
  const created = new Date(cli.now()).toISOString();
  const organization = {
    ...{ id, name, showHeaderImgMask: false, isDeveloperProfile: false, whitelabelId: null },
    ...{ trialId: null, trialExpiredDate: null, trialUpgradedDate: null, created },
  };
  // the organization first: if two are created with one id, only one of them gets an admin
  if (!(await createItem(table, encodeOrganization(organization)))) {
    const isComplete = (await listAdmins(table, id)).size > 0;
    const hint = isComplete
      ? ''
      : `, without an admin: \`organizations add-member ${id} ${admin} --role admin\` gives it one`;
    throw new CliError(`There is an organization ${id} already${hint}.`);
  }
  const membership = { organizationId: id, userId: admin };
  const member = encodeMember({ ...membership, added: created, role: 'admin', projectCount: 0, datasets: [] });
  await createItem(table, member);
  cli.print({
    json: { ...organization, admin },
    text: `Organization ${id} (${name}) is created; its admin is user ${admin}.`,
  });
};

const deleteOrganization = async (cli: Cli, id: number): Promise<void> => {
  const table = await cli.openTable();
  const key = organizationKey(id);
  const { name } = existing(await getItem(table, key), id);
  await cli.confirm(`Delete organization ${id} (${name})?`);
  const deletedDate = { S: new Date(cli.now()).toISOString() };
  const changed = await changeItem(table, key, (item) =>
    existing(item, id).deletedDate === undefined
      ? { set: { deletedDate }, remove: [INDEX_PARTITION_KEY, INDEX_SORT_KEY] }
      : undefined,
  );
  cli.print({ json: { id, changed }, text: `Organization ${id} (${name}) is deleted.` });
};

const restoreOrganization = async (cli: Cli, id: number, { trialExpires }: RestoreOptions): Promise<void> => {
  const end = trialExpires && new Date(trialExpires(cli.now())).toISOString();
  const changed = await changeItem(await cli.openTable(), organizationKey(id), (item) => {
    const { deletedDate, ...before } = existing(item, id);
    if (deletedDate === undefined) return undefined;
    const hasTrial = before.trialExpiredDate !== null && before.trialUpgradedDate === null;
    if (end !== undefined && !hasTrial) throw new CliError(`Organization ${id} has no trial whose end could be moved.`);
    const restored = { ...before, trialExpiredDate: end ?? before.trialExpiredDate };
    if (!isListed(restored, cli.now())) {
      throw new CliError(
        `The trial of organization ${id} is over, so it would be deleted again: give --trial-expires.`,
      );
    }
    return {
      set: toAttributes({ ...trialIndexKey(id, restored), ...(end === undefined ? {} : { trialExpiredDate: end }) }),
      remove: ['deletedDate'],
      unchanged: ['trialExpiredDate', 'trialUpgradedDate'],
    };
  });
  cli.print({ json: { id, changed }, text: `Organization ${id} is ${changed ? 'restored' : 'not deleted'}.` });
};
