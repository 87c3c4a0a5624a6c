import type { Command } from 'commander';
import { type MemberRole, organizationUserSchema } from '../../contract/model.ts';
import { encodeMember } from '../../table/encode.ts';
import { getItem } from '../../table/get.ts';
import { decodeMember } from '../../table/items.ts';
import { memberKey } from '../../table/keys.ts';
import { createItem } from '../../table/update.ts';
import { parseChoice, parseId, parseName } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { removeMember, setRole } from '../members.ts';
import { requireOrganization, requireUser } from '../require-existing.ts';

const parseRole = parseChoice(organizationUserSchema.shape.role);

type AddOptions = { readonly role: MemberRole; readonly dataset?: readonly string[] };

/** Adds `organizations add-member`, `remove-member` and `set-role`. */
export const addMembersCommands = (organizations: Command, cli: Cli): void => {
  const add = (name: string, description: string) =>
    organizations
      .command(name)
      .description(description)
      .argument('<organization>', "the organization's id", parseId)
      .argument('<user>', "the user's id", parseId);

  add('add-member', 'makes a user a member')
    .requiredOption('--role <role>', 'admin, member or guest', parseRole)
    .option('--dataset <name>', 'a dataset that a guest may see; any number of times', collect)
    .action((organizationId: number, userId: number, options: AddOptions) =>
      addMember(cli, organizationId, userId, options),
    );

  add('remove-member', 'removes a member').action(async (organizationId: number, userId: number) => {
    const table = await cli.openTable();
    await requireOrganization(table, organizationId);
    await cli.confirm(`Remove user ${userId} from organization ${organizationId}?`);
    await removeMember(table, { organizationId, userId });
    cli.print({
      json: { organization: organizationId, user: userId },
      text: `User ${userId} is not a member of organization ${organizationId} any more.`,
    });
  });

  add('set-role', 'gives a member another role')
    .argument('<role>', 'admin, member or guest', parseRole)
    .action(async (organizationId: number, userId: number, role: MemberRole) => {
      const table = await cli.openTable();
      await requireOrganization(table, organizationId);
      await setRole(table, { organizationId, userId }, role);
      cli.print(describe(organizationId, userId, role));
    });
};

const addMember = async (cli: Cli, organizationId: number, userId: number, { role, dataset = [] }: AddOptions) => {
  const table = await cli.openTable();
  await Promise.all([requireOrganization(table, organizationId), requireUser(table, userId)]);
  const key = memberKey(organizationId, userId);
  const added = new Date(cli.now()).toISOString();
  const member = encodeMember({ organizationId, userId, added, role, projectCount: 0, datasets: [...dataset] });
  if (!(await createItem(table, member))) {
    const item = await getItem(table, key);
    const before = item && decodeMember(item).role;
    // to be told twice what is so already is no fault
    if (before !== role) {
      throw new CliError(
        `User ${userId} is a member of organization ${organizationId} already, as ${before}: \`organizations set-role\` changes that.`,
      );
    }
  }
  cli.print(describe(organizationId, userId, role));
};

const describe = (organization: number, user: number, role: MemberRole) => ({
  json: { organization, user, role },
  text: `User ${user} is ${role} of organization ${organization}.`,
});

const collect = (text: string, before: readonly string[] = []): string[] => [...before, parseName(text)];
