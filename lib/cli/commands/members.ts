import type { Command } from 'commander';
import { type MemberRole, organizationUserSchema } from '../../contract/model.ts';
import { addMember } from '../../organizations/add-member.ts';
import { removeMember, setMemberRole } from '../../organizations/change-member.ts';
import { requireActiveOrganization } from '../../table/existing.ts';
import { parseChoice, parseId, parseName } from '../arguments.ts';
import type { Cli } from '../cli.ts';

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
      runAdd(cli, organizationId, userId, options),
    );

  add('remove-member', 'removes a member').action(async (organizationId: number, userId: number) => {
    const table = await cli.openTable();
    await requireActiveOrganization(table, organizationId);
    await cli.confirm(`Remove user ${userId} from organization ${organizationId}?`);
    await removeMember(await cli.openTableToChange(), { organizationId, userId });
    cli.print({
      json: { organization: organizationId, user: userId },
      text: `User ${userId} is no longer a member of organization ${organizationId}.`,
    });
  });

  add('set-role', 'gives a member another role')
    .argument('<role>', 'admin, member or guest', parseRole)
    .action(async (organizationId: number, userId: number, role: MemberRole) => {
      const table = await cli.openTable();
      await requireActiveOrganization(table, organizationId);
      await setMemberRole(await cli.openTableToChange(), { organizationId, userId }, role);
      cli.print(describe(organizationId, userId, role));
    });
};

const runAdd = async (cli: Cli, organizationId: number, userId: number, { role, dataset = [] }: AddOptions) => {
  await addMember(await cli.openTableToChange(), { organizationId, userId }, { role, datasets: dataset }, cli.now());
  cli.print(describe(organizationId, userId, role));
};

const describe = (organization: number, user: number, role: MemberRole) => ({
  json: { organization, user, role },
  text: `User ${user} is ${role} of organization ${organization}.`,
});

const collect = (text: string, before: readonly string[] = []): string[] => [...before, parseName(text)];
