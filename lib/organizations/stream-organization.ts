import type { Fragment, Part } from '../contract/fragment.ts';
import { openObject, renderCollaboration, renderDerivedFields, renderMembership, renderOwner } from './assemble.ts';
import { renderedOf, type UserLoader, type Users } from './load-users.ts';
import { countCollaborators, type OpenedOrganization } from './open-organizations.ts';
import type { StoredMember, StoredProject } from './partition.ts';
import { createFormOf, seesProject, seesUser, visibleMembership, visibleOwner } from './visibility.ts';

/** How many organizations and projects were written. */
export type Counters = { organizations: number; projects: number };

/** So many members are written together, so that memory never holds all users of a large organization. */
const MEMBERS_TOGETHER = 1_000;

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
  const { viewer, laterMembers } = opened;
  counters.organizations += 1;
  let opening = openObject(opened.id, opened.organization);
  const members = laterMembers === undefined ? opened.members : await collect(laterMembers);
  const formOf = createFormOf(viewer, new Set(members.map(({ userId }) => userId)));
  const shared = new Map(opened.shared);
  if (withProjects) {
    yield* streamProjects(opened, formOf, shared, opening, { userLoader, counters });
    opening = ']';
  }
  const seen = members.filter(({ userId }) => seesUser(viewer, userId, shared));
  const render = ({ userId, item }: StoredMember, users: Users): Part[] => [
    renderedOf(users, userId)(formOf(userId)),
    renderMembership(visibleMembership(viewer, userId, item, shared)),
  ];
  yield* streamMembers(seen, opened.users, opening, userLoader, render);
}

/** The array of an organization's members and the organization's end. @param opening goes before it */
async function* streamMembers(
  members: readonly StoredMember[],
  known: Users,
  opening: string,
  userLoader: UserLoader,
  render: (member: StoredMember, users: Users) => Part[],
): AsyncGenerator<Fragment, void, undefined> {
  for (let start = 0; start === 0 || start < members.length; start += MEMBERS_TOGETHER) {
    const some = members.slice(start, start + MEMBERS_TOGETHER);
    // Who is known must not be loaded again: the loader may have dropped them
    const isKnown = some.every(({ userId }) => known.has(userId));
    const users = isKnown ? known : await userLoader.load(new Set(some.map(({ userId }) => userId)));
    const parts = some.flatMap((member, index) => [index === 0 ? '' : ',', ...render(member, users)]);
    const isLast = start + MEMBERS_TOGETHER >= members.length;
    yield {
      parts: [start === 0 ? `${opening},"users":[` : ',', ...parts, isLast ? ']}' : ''],
      close: isLast ? '' : ']}',
    };
  }
}

const collect = async (pages: AsyncIterable<readonly StoredMember[]>): Promise<readonly StoredMember[]> => {
  const members: StoredMember[] = [];
  for await (const page of pages) members.push(...page);
  return members;
};

/**
 * The array of an organization's projects, without its end.
 * @param shared is added to
 * @param opening goes before it
 */
async function* streamProjects(
  opened: OpenedOrganization,
  formOf: ReturnType<typeof createFormOf>,
  shared: Map<number, number>,
  opening: string,
  { userLoader, counters }: { readonly userLoader: UserLoader; readonly counters: Counters },
): AsyncGenerator<Fragment, void, undefined> {
  const renderPage = createPageRenderer(opened, formOf);
  const close = '],"users":[]}';
  const render = (projects: readonly StoredProject[], users: Users): Part[] => {
    counters.projects += projects.length;
    return renderPage(projects, users);
  };
  yield { parts: [opening, ',"projects":[', ...render(opened.projects, opened.users)], close };
  for await (const page of opened.laterProjects) {
    const seen = page.filter((project) => seesProject(opened.viewer, project));
    countCollaborators(shared, seen);
    const users = await userLoader.load(collaboratorsOf(seen));
    yield { parts: render(seen, users), close };
  }
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
