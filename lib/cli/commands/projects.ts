import type { Command } from 'commander';
import { requireOrganization } from '../../table/existing.ts';
import { decodeProject } from '../../table/items.ts';
import { idInKey, keyOf, organizationPartition } from '../../table/keys.ts';
import { queryPages } from '../../table/query.ts';
import { KEY_PREFIX, PARTITION_KEY, SORT_KEY } from '../../table/schema.ts';
import { parseId } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { addPageOptions, type ListEntry, type PageOptions, printPage } from '../list-page.ts';

/** Adds `projects list`. */
export const addProjectsCommands = (program: Command, cli: Cli): void => {
  const projects = program.command('projects').description("organizations' projects");
  addPageOptions(projects.command('list'))
    .description('lists the projects of an organization, ascending by id')
    .argument('<organization>', "the organization's id", parseId)
    .action((id: number, options: PageOptions) =>
      printPage(
        cli,
        ['id', 'name', 'collaborators', 'created', 'last modified'],
        listEntries(cli, id, options),
        options,
      ),
    );
};

async function* listEntries(
  cli: Cli,
  organizationId: number,
  { after }: PageOptions,
): AsyncGenerator<ListEntry, void, undefined> {
  const table = await cli.openTable();
  await requireOrganization(table, organizationId);
  const query = {
    condition: `${PARTITION_KEY} = :organization AND ${SORT_KEY} > :after`,
    values: { ':organization': organizationPartition(organizationId), ':after': after?.SK ?? KEY_PREFIX.project },
    consistent: true,
  };
  for await (const page of queryPages(table, query)) {
    for (const item of page) {
      const key = keyOf(item);
      const id = idInKey(key.SK);
      const { collaborators, ...project } = decodeProject(item);
      const { name, created, lastModified } = project;
      yield {
        key,
        json: { id, ...project, collaborators },
        cells: [id, name, collaborators.length, created, lastModified],
      };
    }
  }
}
