import { GRACE_PERIOD_DAYS } from '../../contract/grace-period.ts';
import type { Organization } from '../../contract/model.ts';
import { count, day, element, longList } from './element.ts';
import type { OtherViewer } from './other-viewer.ts';

type User = Organization['users'][number];
type Project = NonNullable<Organization['projects']>[number];

const USERS_AT_FIRST = 24;
const PROJECTS_AT_FIRST = 8;
const FACES = 5;
const DAY = 24 * 60 * 60 * 1000;

/** A card for a person to look at. What the otherViewer would not see is marked so. */
export const renderOrganization = (organization: Organization, otherViewer: OtherViewer | undefined): HTMLElement => {
  const { id, name, users, projects, created } = organization;
  const header = element('header', {}, renderFace(name, id), element('h2', {}, name), ...badgesOf(organization));
  const card = element(
    'article',
    { id: `organization-${id}` },
    header,
    element('p', { className: 'quiet' }, `ID ${id} · created ${day(created)}`),
    element('h3', {}, count(users.length, 'member')),
    ...longList('users', users, (user) => renderUser(user, organization, otherViewer), {
      first: USERS_AT_FIRST,
      word: 'member',
      of: name,
    }),
    element('h3', {}, projects ? count(projects.length, 'project') : 'Projects were not asked for'),
    ...longList('projects', projects ?? [], (project) => renderProject(project, organization, otherViewer), {
      first: PROJECTS_AT_FIRST,
      word: 'project',
      of: name,
    }),
  );
  if (otherViewer && !otherViewer.seesOrganization(organization)) markUnseen(card, otherViewer, header);
  return card;
};

const badge = (text: string, kind = '') => element('span', { className: `badge ${kind}` }, text);

const badgesOf = (organization: Organization) => {
  const { isDeveloperProfile, whitelabelName } = organization;
  return [
    ...(isDeveloperProfile ? [badge('developer profile')] : []),
    ...(whitelabelName === undefined ? [] : [badge(whitelabelName)]),
    ...trialOf(organization),
  ];
};

const trialOf = ({ trialExpiredDate, trialUpgradedDate }: Organization) => {
  if (trialUpgradedDate !== null) return [badge(`customer since ${day(trialUpgradedDate)}`, 'good')];
  if (trialExpiredDate === null) return [];
  const left = Math.ceil((Date.parse(trialExpiredDate) - Date.now()) / DAY);
  if (left > 0) return [badge(`trial until ${day(trialExpiredDate)}, ${count(left, 'day')} left`, 'notable')];
  const grace = count(left + GRACE_PERIOD_DAYS, 'day');
  return [badge(`trial ended ${day(trialExpiredDate)}, ${grace} of grace left`, 'bad')];
};

/** Initials on a colour of their own: the pictures are elsewhere, and this page asks nobody but the local stack. */
const renderFace = (name: string, id: number) => {
  const initials = name
    .split(/\s+/)
    .map((part) => [...part][0] ?? '')
    .filter((_, index, { length }) => index === 0 || index === length - 1);
  const face = element('span', { className: 'face', ariaHidden: 'true' }, initials.join(''));
  face.style.setProperty('--hue', String((id * 47) % 360));
  return face;
};

const renderUser = (user: User, organization: Organization, otherViewer: OtherViewer | undefined) => {
  const { id, name, role, email, jobTitle, projectCount, pending, stripeCustomerId, hasPendingPayments } = user;
  const details = [...(jobTitle === undefined ? [] : [jobTitle]), count(projectCount, 'project')].join(' · ');
  const billing = element('small', {}, `billed as ${stripeCustomerId}${hasPendingPayments ? ', payment due' : ''}`);
  if (otherViewer && !otherViewer.seesBilling(organization, user)) markUnseen(billing, otherViewer);
  const item = element(
    'li',
    {},
    renderFace(name, id),
    element(
      'div',
      {},
      element('span', { className: 'name' }, name),
      ' ',
      badge(role, role === 'admin' ? 'notable' : ''),
      ...(pending ? [' ', badge('invited')] : []),
      element('small', {}, ...email.split(/(?=@)/).flatMap((part) => [part, element('wbr', {})])),
      element('small', {}, details),
      ...(stripeCustomerId === undefined ? [] : [billing]),
    ),
  );
  if (otherViewer && !otherViewer.seesUser(organization, user)) markUnseen(item, otherViewer);
  return item;
};

const renderProject = (project: Project, organization: Organization, otherViewer: OtherViewer | undefined) => {
  const { name, description, collaborators, lastModified, isPublic } = project;
  const faces = collaborators.slice(0, FACES).map((person) => renderFace(person.name, person.id));
  const facts = [
    count(collaborators.length, 'collaborator'),
    ...(lastModified === undefined ? [] : [`changed ${day(lastModified)}`]),
    ...(isPublic ? ['public'] : []),
  ];
  const item = element(
    'li',
    {},
    element(
      'div',
      {},
      element('span', { className: 'name' }, name),
      element('small', {}, description),
      element('small', {}, facts.join(' · ')),
    ),
    element('span', { className: 'faces', title: collaborators.map((person) => person.name).join(', ') }, ...faces),
  );
  if (otherViewer && !otherViewer.seesProject(organization, project)) markUnseen(item, otherViewer);
  return item;
};

/** @param place where it is said in words */
const markUnseen = (marked: HTMLElement, { name }: OtherViewer, place = marked) => {
  marked.classList.add('unseen');
  place.append(' ', element('span', { className: 'aside' }, `hidden from ${name}`));
};
