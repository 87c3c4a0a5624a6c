import { deriveProjectFields } from '../contract/derived-fields.ts';
import type { Organization } from '../contract/model.ts';

const ada = {
  id: 970,
  username: 'ada',
  name: 'Ada Brandt',
  email: 'ada@example.com',
  photo: 'https://images.example.com/users/970.png',
  created: '2021-04-01T08:12:00.000Z',
  lastSeen: '2026-01-14T16:20:31.000Z',
  staffInfo: { isStaff: false, hasSudoRights: false },
  pending: false,
  jobTitle: 'Machine learning engineer',
  permissions: ['projects:limits:write'],
  activated: true,
  mfaConfigured: true,
  stripeCustomerId: 'cus_Q8vK2n',
  hasPendingPayments: false,
  tier: 'enterprise',
  idps: ['login.example.com'],
} as const;

const bo = {
  id: 1013,
  username: 'bo',
  name: 'Bo Lindqvist',
  email: 'bo@example.com',
  created: '2023-09-12T10:00:00.000Z',
  staffInfo: { isStaff: false, hasSudoRights: false },
  pending: false,
  activated: true,
  mfaConfigured: false,
} as const;

const nordlicht = { id: 42, name: 'Nordlicht Antriebe GmbH', isDeveloperProfile: false } as const;

/** An answer as it looks to an admin. */
export const EXAMPLE_ORGANIZATION: Organization = {
  ...nordlicht,
  logo: 'https://images.example.com/organizations/42/logo.png',
  showHeaderImgMask: true,
  whitelabelId: null,
  trialId: 17,
  trialExpiredDate: '2021-05-01T00:00:00.000Z',
  trialUpgradedDate: '2021-04-22T13:37:05.120Z',
  created: '2021-04-01T08:15:30.000Z',
  contractStartDate: '2021-05-01T00:00:00.000Z',
  projects: [
    {
      id: 9850,
      name: 'Bearing wear, line 3',
      description: 'Vibration at 100 Hz, tells a worn bearing from a good one',
      created: '2021-11-16T17:59:08.163Z',
      lastModified: '2026-01-14T15:58:02.000Z',
      lastModificationDetails: 'Retrained with the samples of December',
      ownerUserId: 970,
      labelingMethod: 'single_label',
      metadata: { board: 'nRF52840', sampleRate: 100 },
      whitelabelId: null,
      tags: ['vibration', 'predictive maintenance'],
      category: 'Accelerometer',
      hasPublicVersion: false,
      isPublic: false,
      allowsLivePublicAccess: false,
      publicProjectListed: false,
      indPauseProcessingSamples: false,
      ...deriveProjectFields(nordlicht),
      collaborators: [
        { ...ada, permissions: [...ada.permissions], idps: [...ada.idps], isOwner: true },
        { ...bo, isOwner: false },
      ],
    },
  ],
  users: [
    {
      ...ada,
      permissions: [...ada.permissions],
      idps: [...ada.idps],
      added: '2021-04-01T08:15:30.000Z',
      role: 'admin',
      projectCount: 1,
      datasets: [],
      lastAccessToOrganization: '2026-01-14T16:20:31.000Z',
      lastOrganizationProjectAccessed: 9850,
    },
    { ...bo, added: '2023-09-12T10:05:00.000Z', role: 'guest', projectCount: 1, datasets: ['bearings'] },
  ],
};
