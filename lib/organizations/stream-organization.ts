import type { Fragment, Part } from '../contract/fragment.ts';
import { openObject, renderCollaboration, renderDerivedFields, renderMembership } from './assemble.ts';
import { renderedOf, type UserLoader, type Users } from './load-users.ts';
import { addCollaborators, type OpenedOrganization } from './open-organizations.ts';
import type { StoredProject } from './partition.ts';
import { seesPrivateFields, seesProject, seesUser } from './visibility.ts';

/** How much was written. */
export type Counters = { organizations: number; projects: number };

/**
 * One organization as the viewer sees it, page by page. The users come after the projects, because which of them a
 * guest sees is known only when all projects have been read.
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, or the reason of an aborted signal
 */
export async function* streamOrganization(
  opened: OpenedOrganization,
  withProjects: boolean,
  userLoader: UserLoader,
  counters: Counters,
): AsyncGenerator<Fragment, void, undefined> {
  const { viewer } = opened;
  const sharing = new Set<number>();
  counters.organizations += 1;
  let opening = openObject(opened.id, opened.organization);
  if (withProjects) {
    const renderPage = createPageRenderer(opened);
    const render = (projects: readonly StoredProject[], users: Users): Part[] => {
      counters.projects += projects.length;
      addCollaborators(sharing, projects);
      return renderPage(projects, users);
    };
    const close = '],"users":[]}';
    yield { parts: [opening, ',"projects":[', ...render(opened.projects, opened.users)], close };
    for await (const page of opened.laterProjects) {
      const seen = page.filter((project) => seesProject(viewer, project));
      yield { parts: render(seen, await userLoader.load(addCollaborators(new Set(), seen))), close };
    }
    opening = ']';
  }
  const seen = opened.members.filter(({ userId }) => seesUser(viewer, userId, sharing));
  const users = await userLoader.load(new Set(seen.map(({ userId }) => userId)));
  const parts = seen.flatMap(({ userId, item }, index) => [
    index === 0 ? '' : ',',
    renderedOf(users, userId)(seesPrivateFields(viewer, userId)),
    renderMembership(item),
  ]);
  yield { parts: [opening, ',"users":[', ...parts, ']}'], close: '' };
}

/** Renders an organization's projects, page after page, as elements of one array. */
const createPageRenderer = ({ id, organization, viewer }: OpenedOrganization) => {
  const derived = renderDerivedFields(id, organization);
  let separator = '';
  return (projects: readonly StoredProject[], users: Users): Part[] => {
    const parts: Part[] = [];
    for (const { text, collaborators } of projects) {
      parts.push(`${separator}${text},${derived},"collaborators":[`);
      for (const [index, { userId, isOwner }] of collaborators.entries()) {
        if (index > 0) parts.push(',');
        parts.push(renderedOf(users, userId)(seesPrivateFields(viewer, userId)), renderCollaboration(isOwner));
      }
      parts.push(']}');
      separator = ',';
    }
    return parts;
  };
};
