import { faker } from '@faker-js/faker/locale/en';
import type { OrganizationRecord, ProjectRecord } from '../../table/encode.ts';
import { drawDate, IMAGES, LAST_DAY, MIDDLE_DAY, maybe } from './draw.ts';
import { BOARDS, LICENSES, MODIFICATIONS, PROJECT_KINDS, SITES, TAGS } from './project-kinds.ts';

const { arrayElement, arrayElements } = faker.helpers;

/**
 * A project of the organization in the state of a plausible moment, every optional field now present, now absent.
 * @param collaborators who are on it; the first that owns it is its `ownerUserId`, mostly
 */
export const generateProject = (
  organization: OrganizationRecord,
  id: number,
  collaborators: ProjectRecord['collaborators'],
): ProjectRecord => {
  const { task, category, labelingMethod, labels } = arrayElement(PROJECT_KINDS);
  const owner = collaborators.find(({ isOwner }) => isOwner)?.userId;
  const isPublic = faker.datatype.boolean(0.15);
  return {
    organizationId: organization.id,
    id,
    name: `${arrayElement(SITES)}, line ${faker.number.int({ min: 1, max: 20 })}: ${task}`,
    description: `Tells apart ${labels.join(', ')}, on ${arrayElement(BOARDS)}`,
    created: drawDate(organization.created, MIDDLE_DAY),
    ...maybe(0.9, { lastAccessed: drawDate(MIDDLE_DAY, LAST_DAY) }),
    ...maybe(0.8, {
      lastModified: drawDate(MIDDLE_DAY, LAST_DAY),
      lastModificationDetails: arrayElement(MODIFICATIONS),
    }),
    ...maybe(0.3, { logo: `${IMAGES}/projects/${id}/logo.png` }),
    ...(owner === undefined ? {} : maybe(0.8, { ownerUserId: owner })),
    ...maybe(0.4, { ownerAvatar: `${IMAGES}/organizations/${organization.id}/avatar.png` }),
    ...(organization.isDeveloperProfile && owner !== undefined ? { developerProfileUserId: owner } : {}),
    collaborators,
    labelingMethod,
    metadata: generateMetadata(labels),
    ...maybe(0.3, { dataExplorerScreenshot: `${IMAGES}/projects/${id}/data-explorer.png` }),
    whitelabelId: organization.whitelabelId,
    ...(organization.whitelabelName === undefined ? {} : { whitelabelName: organization.whitelabelName }),
    ...maybe(0.6, { tags: arrayElements(TAGS, { min: 0, max: 3 }) }),
    ...maybe(0.9, { category }),
    ...maybe(isPublic ? 0.9 : 0.1, { license: arrayElement(LICENSES) }),
    hasPublicVersion: isPublic || faker.datatype.boolean(0.1),
    isPublic,
    allowsLivePublicAccess: isPublic && faker.datatype.boolean(0.3),
    publicProjectListed: isPublic && faker.datatype.boolean(0.7),
    indPauseProcessingSamples: faker.datatype.boolean(0.05),
  };
};

/** Free-form data as tools leave it there: every kind of JSON value, or nothing. */
const generateMetadata = (labels: readonly string[]): ProjectRecord['metadata'] => ({
  ...maybe(0.7, {
    device: { board: arrayElement(BOARDS), 'sample rate [Hz]': faker.number.int(16_000) },
    quantized: faker.datatype.boolean(0.8),
    labels,
  }),
  ...maybe(0.3, {
    lastValidation: {
      accuracy: faker.number.int(999) / 1000,
      confusions: [[faker.number.int(40), 0], []],
      notes: null,
    },
    calibration: [-0.5, 0, 1.25e-7, 'µg', {}],
    'größte Änderung': '',
  }),
});
