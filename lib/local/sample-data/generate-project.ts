import type { OrganizationRecord, ProjectRecord } from '../../table/encode.ts';
import type { Random } from './random.ts';
import * as words from './words.ts';

/**
 * A project of the organization in the state of a plausible moment, every optional field now present, now absent.
 * @param collaborators who are on it; the first that owns it is its `ownerUserId`, mostly
 */
export const generateProject = (
  random: Random,
  organization: OrganizationRecord,
  id: number,
  collaborators: ProjectRecord['collaborators'],
): ProjectRecord => {
  const kind = random.pick(words.PROJECT_KINDS);
  const owner = collaborators.find(({ isOwner }) => isOwner)?.userId;
  const isPublic = random.chance(0.15);
  return {
    organizationId: organization.id,
    id,
    name: `${random.pick(kind.subjects)} ${kind.task}, ${random.pick(words.SITES)}`,
    description: `${kind.sensor} at ${kind.sampleRateHz} Hz, tells apart ${kind.labels.join(', ')}`,
    created: random.date(organization.created, words.MIDDLE_DAY),
    ...random.maybe(0.9, { lastAccessed: random.date(words.MIDDLE_DAY, words.LAST_DAY) }),
    ...random.maybe(0.8, {
      lastModified: random.date(words.MIDDLE_DAY, words.LAST_DAY),
      lastModificationDetails: random.pick(words.MODIFICATIONS),
    }),
    ...random.maybe(0.3, { logo: `${words.IMAGES}/projects/${id}/logo.png` }),
    ...(owner === undefined ? {} : random.maybe(0.8, { ownerUserId: owner })),
    ...random.maybe(0.4, { ownerAvatar: `${words.IMAGES}/organizations/${organization.id}/avatar.png` }),
    ...(organization.isDeveloperProfile && owner !== undefined ? { developerProfileUserId: owner } : {}),
    collaborators,
    labelingMethod: kind.labelingMethod,
    metadata: generateMetadata(random, kind),
    ...random.maybe(0.3, { dataExplorerScreenshot: `${words.IMAGES}/projects/${id}/data-explorer.png` }),
    whitelabelId: organization.whitelabelId,
    ...(organization.whitelabelName === undefined ? {} : { whitelabelName: organization.whitelabelName }),
    ...random.maybe(0.6, { tags: random.sample(words.TAGS, random.integer(0, 3)) }),
    ...random.maybe(0.9, { category: kind.category }),
    ...random.maybe(isPublic ? 0.9 : 0.1, { license: random.pick(words.LICENSES) }),
    hasPublicVersion: isPublic || random.chance(0.1),
    isPublic,
    allowsLivePublicAccess: isPublic && random.chance(0.3),
    publicProjectListed: isPublic && random.chance(0.7),
    indPauseProcessingSamples: random.chance(0.05),
  };
};

/** Free-form data as tools leave it there: every kind of JSON value, or nothing. */
const generateMetadata = (random: Random, kind: (typeof words.PROJECT_KINDS)[number]): ProjectRecord['metadata'] => ({
  ...random.maybe(0.7, {
    device: { board: random.pick(words.BOARDS), sensor: kind.sensor, 'sample rate [Hz]': kind.sampleRateHz },
    quantized: random.chance(0.8),
    labels: kind.labels,
  }),
  ...random.maybe(0.3, {
    lastValidation: {
      accuracy: random.integer(700, 999) / 1000,
      confusions: [[random.integer(0, 40), 0], []],
      notes: null,
    },
    calibration: [-0.5, 0, 1.25e-7, 'µg', {}],
    'größte Änderung': '',
  }),
});
