import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  organizationSchema,
  organizationUserSchema,
  projectCollaboratorSchema,
  projectSchema,
  staffInfoSchema,
  userSchema,
} from '../../lib/contract/model.ts';

const USER = [
  'id username name email photo? created lastSeen? lastTosAcceptanceDate? staffInfo pending jobTitle? companyName?',
  'permissions? activated mfaConfigured stripeCustomerId? hasPendingPayments? tier? idps?',
].join(' ');

/** The fields of the contract: `?` after those that may be absent, `|null` after those that may be null. */
const FIELDS = {
  organization: [
    'id name logo? headerImg? showHeaderImgMask users isDeveloperProfile whitelabelId|null whitelabelName? projects?',
    'trialId|null trialExpiredDate|null trialUpgradedDate|null created contractStartDate?|null deletedDate?',
  ].join(' '),
  user: USER,
  organizationUser: `${USER} added role projectCount datasets lastAccessToOrganization? lastOrganizationProjectAccessed?`,
  collaborator: `${USER} isOwner`,
  staffInfo: 'isStaff hasSudoRights companyName?',
  project: [
    'id name description created owner lastAccessed? lastModified? lastModificationDetails? logo? ownerAvatar?',
    'dataExplorerScreenshot? ownerUserId? ownerOrganizationId? developerProfileUserId? ownerIsDeveloperProfile',
    'collaborators labelingMethod metadata isEnterpriseProject whitelabelId|null whitelabelName? tags? category? license?',
    'tier hasPublicVersion isPublic allowsLivePublicAccess publicProjectListed indPauseProcessingSamples',
  ].join(' '),
};

const SCHEMAS = {
  organization: organizationSchema,
  user: userSchema,
  organizationUser: organizationUserSchema,
  collaborator: projectCollaboratorSchema,
  staffInfo: staffInfoSchema,
  project: projectSchema,
} satisfies Record<keyof typeof FIELDS, z.ZodMiniObject>;

const describeField = ([name, schema]: [string, z.core.$ZodType]): string => {
  const isOptional = z.core.safeParse(z.object({ field: schema }), {}).success;
  const isNullable = z.core.safeParse(schema, null).success;
  return `${name}${isOptional ? '?' : ''}${isNullable ? '|null' : ''}`;
};

test.each(Object.entries(SCHEMAS))('the fields of the contract are those of its list: %s', (name, schema) => {
  const fields = Object.entries(schema.shape).map(describeField).toSorted();
  expect(fields).toEqual(new Map(Object.entries(FIELDS)).get(name)?.split(' ').toSorted());
});
