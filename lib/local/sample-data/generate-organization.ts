import { faker } from '@faker-js/faker/locale/en';
import type { MemberRole } from '../../contract/model.ts';
import type { MemberRecord, OrganizationRecord, ProjectRecord } from '../../table/encode.ts';
import { drawDate, LAST_DAY, MIDDLE_DAY, maybe } from './draw.ts';
import { generateProject } from './generate-project.ts';

const DATASETS = ['pump-vibration-2023', 'factory-floor-audio', 'orchard-camera-traps', 'gait-study'];

export type OrganizationPlan = {
  readonly organization: OrganizationRecord;
  readonly members: readonly { readonly userId: number; readonly role: MemberRole }[];
  readonly projects: number;
  /** How many each project has; all members where there are fewer. */
  readonly collaborators: number;
  /** The first of the projects' consecutive ids. */
  readonly firstProjectId: number;
};

/** The organization's members and projects. Each guest in turn is put on every eighth project, the first included. */
export const generateOrganization = (plan: OrganizationPlan) => {
  const { organization } = plan;
  const guests = plan.members.filter(({ role }) => role === 'guest');
  const others = plan.members.filter(({ role }) => role !== 'guest');
  const projects = Array.from({ length: plan.projects }, (_, index): ProjectRecord => {
    const [guest] = index % 8 === 0 ? guests.slice((index / 8) % guests.length) : [];
    const team = faker.helpers.arrayElements(others, plan.collaborators - (guest === undefined ? 0 : 1));
    const collaborators = [...team, ...(guest === undefined ? [] : [guest])].map(({ userId }, position) => ({
      userId,
      isOwner: position === 0,
    }));
    return generateProject(organization, plan.firstProjectId + index, collaborators);
  });
  const members = plan.members.map(({ userId, role }): MemberRecord => {
    const own = projects.filter(({ collaborators }) => collaborators.some((person) => person.userId === userId));
    return {
      organizationId: organization.id,
      userId,
      added: drawDate(organization.created, MIDDLE_DAY),
      role,
      projectCount: own.length,
      datasets: role === 'guest' ? faker.helpers.arrayElements(DATASETS, { min: 1, max: 2 }) : [],
      ...maybe(0.8, { lastAccessToOrganization: drawDate(MIDDLE_DAY, LAST_DAY) }),
      ...(own.length === 0 ? {} : maybe(0.7, { lastOrganizationProjectAccessed: faker.helpers.arrayElement(own).id })),
    };
  });
  return { organization, members, projects };
};
