import type { Fragment } from '../http/json-stream.ts';
import { renderCollaborator, renderOrganization, renderOrganizationUser, renderProject } from './assemble.ts';
import { collaboratorsOf, type OpenedOrganization } from './open-organizations.ts';
import type { StoredProject } from './partition.ts';
import { textOf, type UserDirectory, type Users } from './users.ts';
import { seesPrivateFields, seesProject, seesUser, type Viewer } from './visibility.ts';

/** How much was written. */
export type Tally = { organizations: number; projects: number };

/**
 * One organization as the viewer sees it, page by page. The users come after the projects, because which of them a
 * guest sees is known only when all projects have been read.
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, or the reason of an aborted signal
 */
export async function* streamOrganization(
  opened: OpenedOrganization,
  withProjects: boolean,
  directory: UserDirectory,
  tally: Tally,
): AsyncGenerator<Fragment, void, undefined> {
  const { head, projectFields } = renderOrganization(opened.id, opened.organization);
  const sharing = new Set<number>();
  tally.organizations += 1;
  if (withProjects) {
    let separator = '';
    const renderPage = (projects: readonly StoredProject[], users: Users): string => {
      for (const userId of collaboratorsOf(projects)) sharing.add(userId);
      tally.projects += projects.length;
      const text = projects.map((project) => renderSeen(project, projectFields, opened.viewer, users)).join(',');
      const separated = text === '' ? '' : separator + text;
      if (text !== '') separator = ',';
      return separated;
    };
    const close = '],"users":[]}';
    yield { text: `${head},"projects":[${renderPage(opened.projects, opened.users)}`, close };
    for await (const page of opened.laterProjects) {
      const seen = page.filter(({ item }) => seesProject(opened.viewer, item));
      yield { text: renderPage(seen, await directory.load(new Set(collaboratorsOf(seen)))), close };
    }
    yield { text: `],"users":${await renderUsers(opened, sharing, directory)}}`, close: '' };
  } else {
    yield { text: `${head},"users":${await renderUsers(opened, sharing, directory)}}`, close: '' };
  }
}

const renderSeen = ({ id, item }: StoredProject, derived: string, viewer: Viewer, users: Users): string => {
  const collaborators = item.collaborators
    .toSorted((a, b) => a.userId - b.userId)
    .map(({ userId, isOwner }) =>
      renderCollaborator(textOf(users, userId)(seesPrivateFields(viewer, userId)), isOwner),
    );
  return renderProject(id, item, derived, collaborators);
};

const renderUsers = async (
  { viewer, members }: OpenedOrganization,
  sharing: ReadonlySet<number>,
  directory: UserDirectory,
): Promise<string> => {
  const seen = members.filter(({ userId }) => seesUser(viewer, userId, sharing));
  const users = await directory.load(new Set(seen.map(({ userId }) => userId)));
  const texts = seen.map(({ userId, item }) =>
    renderOrganizationUser(textOf(users, userId)(seesPrivateFields(viewer, userId)), item),
  );
  return `[${texts.join(',')}]`;
};
