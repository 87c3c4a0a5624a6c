import type { Organization } from '../../contract/model.ts';
import type { Answer } from './ask.ts';

type User = Organization['users'][number];
type Project = NonNullable<Organization['projects']>[number];

/** Somebody else who was given an answer to the same question: would they see this, too? */
export type OtherViewer = {
  readonly name: string;
  readonly seesOrganization: (organization: Organization) => boolean;
  readonly seesUser: (organization: Organization, user: User) => boolean;
  readonly seesBilling: (organization: Organization, user: User) => boolean;
  readonly seesProject: (organization: Organization, project: Project) => boolean;
};

const isBilling = ({ stripeCustomerId }: User) => stripeCustomerId !== undefined;

/** Where the whole organization is not seen, its parts need no mark of their own, and count as seen. */
export const createOtherViewer = (name: string, { organizations }: Answer): OtherViewer => {
  const seen = new Map(
    organizations.map(({ id, users, projects = [] }) => [
      id,
      {
        users: new Set(users.map((user) => user.id)),
        billing: new Set(users.filter(isBilling).map((user) => user.id)),
        projects: new Set(projects.map((project) => project.id)),
      },
    ]),
  );
  return {
    name,
    seesOrganization: ({ id }) => seen.has(id),
    seesUser: ({ id }, user) => seen.get(id)?.users.has(user.id) ?? true,
    seesBilling: ({ id }, user) => {
      const organization = seen.get(id);
      return organization === undefined || !organization.users.has(user.id) || organization.billing.has(user.id);
    },
    seesProject: ({ id }, project) => seen.get(id)?.projects.has(project.id) ?? true,
  };
};

/** What is in an answer, for two of them to be compared. */
export const sizesOf = ({ organizations }: Answer): Readonly<Record<string, number>> => {
  const sum = (size: (organization: Organization) => number) =>
    organizations.reduce((total, organization) => total + size(organization), 0);
  return {
    organizations: organizations.length,
    members: sum(({ users }) => users.length),
    projects: sum(({ projects }) => projects?.length ?? 0),
    billed: sum(({ users }) => users.filter(isBilling).length),
  };
};
