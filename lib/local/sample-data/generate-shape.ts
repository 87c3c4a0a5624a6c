import type { OrganizationRecord } from '../../table/encode.ts';
import { generateOrganization } from './generate-organization.ts';
import { generateUser } from './generate-user.ts';
import { createRandom, type Random } from './random.ts';
import * as words from './words.ts';

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
  const random = createRandom(seed);
  const others = shape.users - 1;
  const generated = Array.from({ length: shape.organizations }, (_, index) =>
    generateOrganization(random, {
      ...shape,
      organization: generatePlainOrganization(random, index + 1),
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
    users: Array.from({ length: 1 + shape.organizations * others }, (_, index) => generateUser(random, 1 + index)),
  };
};

const generatePlainOrganization = (random: Random, id: number): OrganizationRecord => ({
  id,
  name: `${random.pick(words.LAST_NAMES)} Devices ${id}`,
  logo: `${words.IMAGES}/organizations/${id}/logo.png`,
  showHeaderImgMask: false,
  isDeveloperProfile: false,
  whitelabelId: null,
  trialId: null,
  trialExpiredDate: null,
  trialUpgradedDate: null,
  created: random.date('2020-01-01', words.FIRST_DAY),
});
