import { formatApiKey, hashApiKey } from '../../lib/contract/api-key.ts';
import type {
  ApiKeyRecord,
  MemberRecord,
  OrganizationRecord,
  ProjectRecord,
  UserRecord,
} from '../../lib/table/encode.ts';

/** The time it is in tests, in milliseconds since 1970. */
export const NOW = Date.parse('2025-06-15T12:00:00.000Z');

const DAY = 24 * 60 * 60 * 1000;

/** An ISO 8601 time so many days after `NOW`; before it for a negative number. */
export const daysFromNow = (days: number): string => new Date(NOW + days * DAY).toISOString();

/** The key in clear of what `buildApiKey` builds. */
export const API_KEY = formatApiKey('TestTestTestTestTestTestTestTestTestTest');

/** Each builder gives a valid record with no optional field; tests override what they are about. */
export const buildOrganization = (fields: Partial<OrganizationRecord> = {}): OrganizationRecord => ({
  id: 7,
  name: 'Acme Sensors',
  showHeaderImgMask: false,
  isDeveloperProfile: false,
  whitelabelId: null,
  trialId: null,
  trialExpiredDate: null,
  trialUpgradedDate: null,
  created: '2023-01-02T03:04:05.678Z',
  ...fields,
});

export const buildMember = (fields: Partial<MemberRecord> = {}): MemberRecord => ({
  organizationId: 7,
  userId: 1,
  added: '2023-02-03T04:05:06.789Z',
  role: 'member',
  projectCount: 0,
  datasets: [],
  ...fields,
});

export const buildProject = (fields: Partial<ProjectRecord> = {}): ProjectRecord => ({
  organizationId: 7,
  id: 100,
  name: 'Door knock detector',
  description: '',
  created: '2023-03-04T05:06:07.890Z',
  collaborators: [],
  labelingMethod: 'single_label',
  metadata: {},
  whitelabelId: null,
  hasPublicVersion: false,
  isPublic: false,
  allowsLivePublicAccess: false,
  publicProjectListed: false,
  indPauseProcessingSamples: false,
  ...fields,
});

export const buildUser = (fields: Partial<UserRecord> = {}): UserRecord => {
  const { id = 1 } = fields;
  return {
    id,
    username: `user${id}`,
    name: `User ${id}`,
    email: `user${id}@example.com`,
    created: '2022-12-01T00:00:00.000Z',
    staffInfo: { isStaff: false, hasSudoRights: false },
    pending: false,
    activated: true,
    mfaConfigured: false,
    ...fields,
  };
};

export const buildApiKey = (fields: Partial<ApiKeyRecord> = {}): ApiKeyRecord => ({
  hash: hashApiKey(API_KEY),
  keyId: 500,
  organizationId: 7,
  name: 'CI',
  role: 'admin',
  created: '2023-04-05T06:07:08.901Z',
  ...fields,
});
