import { faker } from '@faker-js/faker/locale/en';
import { drawDate, FIRST_DAY, IMAGES } from '../../lib/local/sample-data/draw.ts';
import { generateOrganization } from '../../lib/local/sample-data/generate-organization.ts';
import { generateUser } from '../../lib/local/sample-data/generate-user.ts';
import type { OrganizationRecord } from '../../lib/table/encode.ts';

export type Shape = {
  readonly organizations: number;
  /** Each of these is per organization. */
  readonly users: number;
  readonly projects: number;
  readonly collaborators: number;
};

/** The sizes that are measured: a small answer, one large organization, and as many bytes again in 100 of a tenth each. */
export const SHAPES = {
  S: { organizations: 1, users: 5, projects: 3, collaborators: 3 },
  M: { organizations: 1, users: 50, projects: 300, collaborators: 8 },
  L: { organizations: 100, users: 5, projects: 30, collaborators: 8 },
} as const satisfies Readonly<Record<string, Shape>>;

/** Organizations of ids from 1. The user of id 1 is an admin of every one; the other users are in one each. */
export const generateShape = (shape: Shape, seed = 1) => {
  faker.seed(seed);
  const others = shape.users - 1;
  const generated = Array.from({ length: shape.organizations }, (_, index) =>
    generateOrganization({
      ...shape,
      organization: generatePlainOrganization(index + 1),
      members: [
        { userId: 1, role: 'admin' },
        ...Array.from({ length: others }, (_, other) => ({
          userId: 2 + index * others + other,
          role: 'member' as const,
        })),
      ],
      firstProjectId: 1 + index * shape.projects,
    }),
  );
  return {
    organizations: generated.map(({ organization }) => organization),
    members: generated.flatMap(({ members }) => members),
    projects: generated.flatMap(({ projects }) => projects),
    users: Array.from({ length: 1 + shape.organizations * others }, (_, index) => generateUser(1 + index)),
  };
};

const generatePlainOrganization = (id: number): OrganizationRecord => ({
  id,
  name: `${faker.person.lastName()} Devices ${id}`,
  logo: `${IMAGES}/organizations/${id}/logo.png`,
  showHeaderImgMask: false,
  isDeveloperProfile: false,
  whitelabelId: null,
  trialId: null,
  trialExpiredDate: null,
  trialUpgradedDate: null,
  created: drawDate('2020-01-01', FIRST_DAY),
});
