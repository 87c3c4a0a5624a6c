import type { Fragment, Part } from '../contract/fragment.ts';
import { openObject, renderCollaboration, renderDerivedFields, renderMembership, renderOwner } from './assemble.ts';
import { renderedOf, type UserLoader, type Users } from './load-users.ts';
import { countCollaborators, type OpenedOrganization } from './open-organizations.ts';
import type { StoredProject } from './partition.ts';
import { createFormOf, seesProject, seesUser, visibleMembership, visibleOwner } from './visibility.ts';

/** How many organizations and projects were written. */
export type Counters = { organizations: number; projects: number };

/**
 * One organization as the viewer sees it, page by page. Users come after projects: which users a guest sees is known
 * only when all projects have been read.
 * @param counters is added to
 * @throws TableUnavailableError, TableRefusedError, BrokenItemError, or the reason of an aborted signal
 */
export async function* streamOrganization(
  opened: OpenedOrganization,
  withProjects: boolean,
  userLoader: UserLoader,
  counters: Counters,
): AsyncGenerator<Fragment, void, undefined> {
  const { viewer } = opened;
  const formOf = createFormOf(viewer, new Set(opened.members.map(({ userId }) => userId)));
  const shared = new Map(opened.shared);
  counters.organizations += 1;
  let opening = openObject(opened.id, opened.organization);
  if (withProjects) {
    const renderPage = createPageRenderer(opened, formOf);
    const render = (projects: readonly StoredProject[], users: Users): Part[] => {
      counters.projects += projects.length;
      return renderPage(projects, users);
    };
    const close = '],"users":[]}';
    yield { parts: [opening, ',"projects":[', ...render(opened.projects, opened.users)], close };
    for await (const page of opened.laterProjects) {
      const seen = page.filter((project) => seesProject(viewer, project));
      countCollaborators(shared, seen);
      const users = await userLoader.load(collaboratorsOf(seen));
      yield { parts: render(seen, users), close };
    }
    opening = ']';
  }
  const seen = opened.members.filter(({ userId }) => seesUser(viewer, userId, shared));
  const users = await userLoader.load(new Set(seen.map(({ userId }) => userId)));
  const parts = seen.flatMap(({ userId, item }, index) => [
    index === 0 ? '' : ',',
    renderedOf(users, userId)(formOf(userId)),
    renderMembership(visibleMembership(viewer, userId, item, shared)),
  ]);
  yield { parts: [opening, ',"users":[', ...parts, ']}'], close: '' };
}

const collaboratorsOf = (projects: readonly StoredProject[]): ReadonlySet<number> =>
  new Set(countCollaborators(new Map(), projects).keys());

/** Renders an organization's projects page by page, as elements of one JSON array. */
const createPageRenderer = (
  { id, organization, viewer }: OpenedOrganization,
  formOf: ReturnType<typeof createFormOf>,
) => {
  const derived = renderDerivedFields(id, organization);
  let separator = '';
  return (projects: readonly StoredProject[], users: Users): Part[] => {
    const parts: Part[] = [];
    for (const project of projects) {
      const owner = renderOwner(visibleOwner(viewer, project.owner, project));
      parts.push(`${separator}${project.text}${owner},${derived},"collaborators":[`);
      for (const [index, { userId, isOwner }] of project.collaborators.entries()) {
        if (index > 0) parts.push(',');
        parts.push(renderedOf(users, userId)(formOf(userId)), renderCollaboration(isOwner));
      }
      parts.push(']}');
      separator = ',';
    }
    return parts;
  };
};
