/** The stored items once more, as most would write them down: with `import { z } from 'zod'`. */
import { z } from 'zod';

const id = z.number().int().nonnegative();
const date = z.iso.datetime();
const tier = z.enum(['free', 'community-plus', 'professional', 'enterprise']);

export const organizationSchema = z.object({
  PK: z.string(),
  SK: z.literal('ORG'),
  name: z.string(),
  logo: z.url().optional(),
  headerImg: z.url().optional(),
  showHeaderImgMask: z.boolean(),
  isDeveloperProfile: z.boolean(),
  whitelabelId: id.nullable(),
  whitelabelName: z.string().optional(),
  trialId: id.nullable(),
  trialExpiredDate: date.nullable(),
  trialUpgradedDate: date.nullable(),
  created: date,
  contractStartDate: date.nullable().optional(),
  deletedDate: date.optional(),
});

export const memberSchema = z.object({
  PK: z.string(),
  SK: z.string().startsWith('MEMBER#'),
  added: date,
  role: z.enum(['admin', 'member', 'guest']),
  projectCount: id,
  datasets: z.array(z.string()),
  lastAccessToOrganization: date.optional(),
  lastOrganizationProjectAccessed: id.optional(),
});

export const projectSchema = z.object({
  PK: z.string(),
  SK: z.string().startsWith('PROJECT#'),
  name: z.string(),
  description: z.string(),
  created: date,
  lastAccessed: date.optional(),
  lastModified: date.optional(),
  lastModificationDetails: z.string().optional(),
  logo: z.url().optional(),
  ownerUserId: id.optional(),
  ownerAvatar: z.url().optional(),
  developerProfileUserId: id.optional(),
  collaborators: z.array(z.object({ userId: id, isOwner: z.boolean() })),
  labelingMethod: z.enum(['single_label', 'object_detection', 'label_map']),
  metadata: z.record(z.string(), z.unknown()),
  dataExplorerScreenshot: z.url().optional(),
  whitelabelId: id.nullable(),
  whitelabelName: z.string().optional(),
  tags: z.array(z.string()).optional(),
  category: z.string().optional(),
  license: z.string().optional(),
  hasPublicVersion: z.boolean(),
  isPublic: z.boolean(),
  allowsLivePublicAccess: z.boolean(),
  publicProjectListed: z.boolean(),
  indPauseProcessingSamples: z.boolean(),
});

export const userSchema = z.object({
  PK: z.string(),
  SK: z.literal('USER'),
  username: z.string(),
  name: z.string(),
  email: z.string(),
  photo: z.url().optional(),
  created: date,
  lastSeen: date.optional(),
  lastTosAcceptanceDate: date.optional(),
  staffInfo: z.object({ isStaff: z.boolean(), hasSudoRights: z.boolean(), companyName: z.string().optional() }),
  pending: z.boolean(),
  jobTitle: z.string().optional(),
  companyName: z.string().optional(),
  permissions: z.array(z.string()).optional(),
  activated: z.boolean(),
  mfaConfigured: z.boolean(),
  stripeCustomerId: z.string().optional(),
  hasPendingPayments: z.boolean().optional(),
  tier: tier.optional(),
  idps: z.array(z.string()).optional(),
});

export type Organization = z.infer<typeof organizationSchema>;
export type Member = z.infer<typeof memberSchema>;
export type Project = z.infer<typeof projectSchema>;
export type User = z.infer<typeof userSchema>;
