import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Records } from '../../../lib/table/encode.ts';
import { NOW } from '../../support/build-records.ts';
import { expectedOrganizations } from '../../support/expected-organizations.ts';
import { generateShape, type Shape } from '../../support/generate-shape.ts';

/** Organizations that have nothing in common but their sizes, one at a time, so that any number of them fits into memory. */
export function* generateRecords({ organizations, ...each }: Shape): Generator<Records, void, undefined> {
  for (let index = 0; index < organizations; index++) {
    yield renumber(generateShape({ organizations: 1, ...each }, index + 1), each, index);
  }
}

/** Gives the records of the organization 1 ids of their own. */
const renumber = (records: Records, { users, projects }: Omit<Shape, 'organizations'>, index: number): Records => {
  const organizationId = index + 1;
  const user = (id: number) => index * users + id;
  const project = (id: number) => index * projects + id;
  return {
    organizations: records.organizations.map((organization) => ({ ...organization, id: organizationId })),
    members: records.members.map((member) => ({ ...member, organizationId, userId: user(member.userId) })),
    projects: records.projects.map((item) => ({
      ...item,
      organizationId,
      id: project(item.id),
      collaborators: item.collaborators.map((collaborator) => ({ ...collaborator, userId: user(collaborator.userId) })),
    })),
    users: records.users.map((item) => ({ ...item, id: user(item.id) })),
  };
};

/** How many items the records of a shape are. */
export const countItems = ({ organizations, users, projects }: Shape): number =>
  organizations * (1 + 2 * users + projects);

/** Writes an answer of the API with the organizations of a shape, as an admin of each sees them. */
export const writeAnswer = async (path: string, shape: Shape): Promise<void> => {
  function* text(): Generator<string, void, undefined> {
    let separator = '{"organizations":[';
    for (const records of generateRecords(shape)) {
      const asker = { organizationId: records.organizations[0]?.id ?? 0, role: 'admin' } as const;
      for (const organization of expectedOrganizations(records, asker, NOW)) {
        yield separator + JSON.stringify(organization);
        separator = ',';
      }
    }
    yield '],"success":true}';
  }
  await pipeline(Readable.from(text()), createWriteStream(path));
};
