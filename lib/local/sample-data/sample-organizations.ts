import type { OrganizationRecord } from '../../table/encode.ts';
import { IMAGES } from './draw.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Of one, two, three and four digits, so that a wrong order of ids shows. */
export const ORGANIZATION_ID = {
  developerProfile: 9,
  large: 42,
  whiteLabelled: 118,
  inTrial: 305,
  inGracePeriod: 998,
  pastGracePeriod: 1203,
  deleted: 1310,
} as const;

export type SampleOrganization = keyof typeof ORGANIZATION_ID;

const PLAIN = {
  showHeaderImgMask: false,
  isDeveloperProfile: false,
  whitelabelId: null,
  trialId: null,
  trialExpiredDate: null,
  trialUpgradedDate: null,
} as const;

/**
 * One organization in each of the states that an answer tells apart.
 * @param now milliseconds since 1970, rounded down to the day; only the dates of trials that are not upgraded follow it
 * @param profileName the person whose developer profile one of them is
 */
export const sampleOrganizations = (
  now: number,
  profileName: string,
): Record<SampleOrganization, OrganizationRecord> => {
  const today = Math.floor(now / DAY) * DAY;
  const daysFromToday = (days: number) => new Date(today + days * DAY).toISOString();
  return {
    developerProfile: {
      ...PLAIN,
      id: ORGANIZATION_ID.developerProfile,
      name: profileName,
      isDeveloperProfile: true,
      created: '2022-02-14T19:03:11Z',
    },
    large: {
      ...PLAIN,
      id: ORGANIZATION_ID.large,
      name: 'Nordlicht Antriebe GmbH',
      logo: `${IMAGES}/organizations/${ORGANIZATION_ID.large}/logo.png`,
      headerImg: `${IMAGES}/organizations/${ORGANIZATION_ID.large}/header.jpg`,
      showHeaderImgMask: true,
      trialId: 17,
      trialExpiredDate: '2021-05-01T00:00:00.000Z',
      trialUpgradedDate: '2021-04-22T13:37:05.120Z',
      created: '2021-04-01T08:15:30.000Z',
      contractStartDate: '2021-05-01T00:00:00.000Z',
    },
    whiteLabelled: {
      ...PLAIN,
      id: ORGANIZATION_ID.whiteLabelled,
      name: 'Halcyon Hearing',
      logo: `${IMAGES}/organizations/${ORGANIZATION_ID.whiteLabelled}/logo.svg`,
      whitelabelId: 3,
      whitelabelName: 'Halcyon Studio',
      created: '2022-09-05T10:00:00.000Z',
      contractStartDate: null,
    },
    inTrial: {
      ...PLAIN,
      id: ORGANIZATION_ID.inTrial,
      name: 'Río Verde Agrotech',
      trialId: 231,
      trialExpiredDate: daysFromToday(10),
      created: '2023-11-20T16:45:00.000Z',
    },
    inGracePeriod: {
      ...PLAIN,
      id: ORGANIZATION_ID.inGracePeriod,
      name: '海風センサー株式会社',
      trialId: 232,
      trialExpiredDate: daysFromToday(-12),
      created: '2023-12-01T01:00:00.000Z',
      contractStartDate: null,
    },
    pastGracePeriod: {
      ...PLAIN,
      id: ORGANIZATION_ID.pastGracePeriod,
      name: 'Kestrel Cold Chain',
      trialId: 198,
      trialExpiredDate: daysFromToday(-45),
      created: '2023-10-02T07:30:00.000Z',
    },
    deleted: {
      ...PLAIN,
      id: ORGANIZATION_ID.deleted,
      name: 'Brightwater Metering',
      created: '2021-06-30T12:00:00.000Z',
      contractStartDate: '2021-07-01T00:00:00.000Z',
      deletedDate: '2025-02-28T23:59:59.999Z',
    },
  };
};
