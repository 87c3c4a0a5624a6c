/**
 * The contract of `GET /v1/api/organizations`, field by field. Types, the decoding of stored items and the checks of
 * answers are all made from these schemas; a field is added, renamed or removed here and nowhere else.
 *
 * An optional field without a value is absent, never `null`; only nullable fields are `null`.
 */
import * as z from 'zod/mini';

/** Ids are the integers that JSON carries without loss. */
const id = z.int().check(z.nonnegative());

/** ISO 8601 in UTC with a `Z`, to whatever precision it was stored with. */
const dateTime = z.iso.datetime();

const url = z.url({ protocol: /^https?$/ });

/** What a member may do in an organization. A guest sees only the projects they collaborate on. */
export const memberRoleSchema = z.enum(['admin', 'member', 'guest']);
export type MemberRole = z.infer<typeof memberRoleSchema>;

/** What an organization's API key may do. A key sees every project; only an admin key sees billing and permissions, of members. */
export const apiKeyRoleSchema = z.enum(['admin', 'member']);

const tierSchema = z.enum(['free', 'community-plus', 'professional', 'enterprise']);

/** Whether a user works for the provider of the service, and with which rights. */
export const staffInfoSchema = z.object({
  isStaff: z.boolean(),
  hasSudoRights: z.boolean(),
  companyName: z.exactOptional(z.string()),
});

/** A user as an answer shows them, wherever they stand in it. Some of the fields are not for everybody: `visibility.ts`. */
export const userSchema = z.object({
  id,
  username: z.string(),
  name: z.string(),
  email: z.string(),
  photo: z.exactOptional(url),
  created: dateTime,
  lastSeen: z.exactOptional(dateTime),
  lastTosAcceptanceDate: z.exactOptional(dateTime),
  staffInfo: staffInfoSchema,
  pending: z.boolean(),
  jobTitle: z.exactOptional(z.string()),
  companyName: z.exactOptional(z.string()),
  /** Segments joined by colons, such as `projects:limits:write`. The set grows over time, so no list is kept here. */
  permissions: z.exactOptional(z.array(z.string())),
  activated: z.boolean(),
  mfaConfigured: z.boolean(),
  stripeCustomerId: z.exactOptional(z.string()),
  hasPendingPayments: z.exactOptional(z.boolean()),
  tier: z.exactOptional(tierSchema),
  idps: z.exactOptional(z.array(z.string())),
});

/** A user as a member of the organization that they are listed in. */
export const organizationUserSchema = z.extend(userSchema, {
  added: dateTime,
  role: memberRoleSchema,
  projectCount: z.int().check(z.nonnegative()),
  /** For a guest, the only datasets they may see. */
  datasets: z.array(z.string()),
  lastAccessToOrganization: z.exactOptional(dateTime),
  lastOrganizationProjectAccessed: z.exactOptional(id),
});

/** A user as somebody who works on the project that they are listed in. */
export const projectCollaboratorSchema = z.extend(userSchema, { isOwner: z.boolean() });

/** A project of an organization; what is derived from the organization (`owner`, `tier`, …) is never stored. */
export const projectSchema = z.object({
  id,
  name: z.string(),
  description: z.string(),
  created: dateTime,
  owner: z.string(),
  lastAccessed: z.exactOptional(dateTime),
  lastModified: z.exactOptional(dateTime),
  lastModificationDetails: z.exactOptional(z.string()),
  logo: z.exactOptional(url),
  ownerUserId: z.exactOptional(id),
  ownerOrganizationId: z.exactOptional(id),
  ownerAvatar: z.exactOptional(url),
  ownerIsDeveloperProfile: z.boolean(),
  developerProfileUserId: z.exactOptional(id),
  collaborators: z.array(projectCollaboratorSchema),
  labelingMethod: z.enum(['single_label', 'object_detection', 'label_map']),
  metadata: z.record(z.string(), z.unknown()),
  dataExplorerScreenshot: z.exactOptional(url),
  isEnterpriseProject: z.boolean(),
  whitelabelId: z.nullable(id),
  whitelabelName: z.exactOptional(z.string()),
  tags: z.exactOptional(z.array(z.string())),
  category: z.exactOptional(z.string()),
  license: z.exactOptional(z.string()),
  tier: tierSchema,
  hasPublicVersion: z.boolean(),
  isPublic: z.boolean(),
  allowsLivePublicAccess: z.boolean(),
  publicProjectListed: z.boolean(),
  indPauseProcessingSamples: z.boolean(),
});

/** An organization as one caller sees it. */
export const organizationSchema = z.object({
  id,
  name: z.string(),
  logo: z.exactOptional(url),
  headerImg: z.exactOptional(url),
  showHeaderImgMask: z.boolean(),
  users: z.array(organizationUserSchema),
  isDeveloperProfile: z.boolean(),
  whitelabelId: z.nullable(id),
  whitelabelName: z.exactOptional(z.string()),
  /** Absent only where the request says `projects=false`. */
  projects: z.exactOptional(z.array(projectSchema)),
  trialId: z.nullable(id),
  trialExpiredDate: z.nullable(dateTime),
  /** Set when the trial became a subscription. */
  trialUpgradedDate: z.nullable(dateTime),
  created: dateTime,
  contractStartDate: z.exactOptional(z.nullable(dateTime)),
  /** Set if and only if the organization is deleted; a deleted organization is in no answer. */
  deletedDate: z.exactOptional(dateTime),
});

/** A complete answer. `success` stands last in the body, so that a body that was cut short never has it. */
export const answerSchema = z.object({ organizations: z.array(organizationSchema), success: z.literal(true) });

/** An answer that failed: before its first byte without, after it with the organizations that were already sent. */
export const failureSchema = z.object({
  organizations: z.exactOptional(z.array(organizationSchema)),
  success: z.literal(false),
  error: z.string(),
});

export type Organization = z.infer<typeof organizationSchema>;
export type Project = z.infer<typeof projectSchema>;
