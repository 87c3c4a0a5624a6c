/**
 * The stored items: what of the contract is stored where. An id stands in the item's key and nowhere else, a derived
 * field is stored nowhere, and a user's profile is stored once and joined when it is read.
 */
import * as z from 'zod/mini';
import { DERIVED_FIELDS } from '../contract/derived-fields.ts';
import {
  apiKeyRoleSchema,
  organizationSchema,
  organizationUserSchema,
  projectSchema,
  userSchema,
} from '../contract/model.ts';
import { type Attributes, BrokenAttributeError, compileDecoder } from './decode.ts';
import { BrokenItemError } from './errors.ts';
import { LAST_USED_ATTRIBUTE, PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from './schema.ts';

const integer = z.int().check(z.nonnegative());
const text = z.string().check(z.minLength(1));

/** An organization's own fields. */
export const organizationItemSchema = z.omit(organizationSchema, { id: true, users: true, projects: true });

/** The part of an organization's item that decides whether it is listed. */
const organizationLifecycleSchema = z.pick(organizationSchema, {
  trialExpiredDate: true,
  trialUpgradedDate: true,
  deletedDate: true,
});

/** Its attributes. */
export const LIFECYCLE_ATTRIBUTES = Object.keys(organizationLifecycleSchema.shape);

/** What a membership adds to the user's profile. */
export const memberItemSchema = z.pick(organizationUserSchema, {
  added: true,
  role: true,
  projectCount: true,
  datasets: true,
  lastAccessToOrganization: true,
  lastOrganizationProjectAccessed: true,
});

/** Which users a project belongs to. Not every viewer sees them. */
const projectOwnerSchema = z.pick(projectSchema, {
  ownerUserId: true,
  ownerAvatar: true,
  developerProfileUserId: true,
});

/** A project's other own fields, without what follows from its organization. */
const projectFieldsSchema = z.omit(projectSchema, {
  id: true,
  collaborators: true,
  ownerUserId: true,
  ownerAvatar: true,
  developerProfileUserId: true,
  ...DERIVED_FIELDS,
});

/** Who works on a project. */
const projectTeamSchema = z.object({ collaborators: z.array(z.object({ userId: integer, isOwner: z.boolean() })) });

/** A project as it is stored: its own fields, and who works on it. */
export const projectItemSchema = z.extend(projectTeamSchema, {
  ...projectOwnerSchema.shape,
  ...projectFieldsSchema.shape,
});

/** The part of a user's item that others see: the profile. */
export const userProfileSchema = z.omit(userSchema, { id: true });

/** The part of a user's item that decides whether a token of theirs is accepted. */
export const userAccountSchema = z.object({
  activated: z.boolean(),
  /** True refuses every token of the user. */
  disabled: z.exactOptional(z.boolean()),
  /** Tokens issued at or before this time are refused. */
  tokensValidFrom: z.exactOptional(z.iso.datetime()),
});

/** An API key, which is stored under its hash only. */
export const apiKeyItemSchema = z.object({
  keyId: integer,
  organizationId: integer,
  name: z.string(),
  role: apiKeyRoleSchema,
  created: z.iso.datetime(),
  /** When the key stops being accepted, in seconds since 1970; DynamoDB deletes it some time after. */
  [TTL_ATTRIBUTE]: z.exactOptional(integer),
  /** The expiry that the key was issued with, before a rotation ended it sooner; null for none. Seconds since 1970. */
  issuedUntil: z.exactOptional(z.nullable(integer)),
  /** When the key was revoked. A revoked key is never accepted again. */
  revoked: z.exactOptional(z.iso.datetime()),
  /** Recorded at most once an hour. */
  [LAST_USED_ATTRIBUTE]: z.exactOptional(z.iso.datetime()),
});

/** An identity that was linked to a user, which is stored under the hash of its issuer, claim and value. */
export const identityItemSchema = z.object({
  userId: integer,
  issuer: text,
  claim: text,
  value: text,
  /** When it was linked. */
  created: z.iso.datetime(),
});

export type OrganizationItem = z.infer<typeof organizationItemSchema>;
export type OrganizationLifecycle = z.infer<typeof organizationLifecycleSchema>;
export type MemberItem = z.infer<typeof memberItemSchema>;
export type ProjectItem = z.infer<typeof projectItemSchema>;
export type ProjectOwner = z.infer<typeof projectOwnerSchema>;
export type ProjectTeam = z.infer<typeof projectTeamSchema>;
export type UserProfile = z.infer<typeof userProfileSchema>;
export type UserAccount = z.infer<typeof userAccountSchema>;
export type ApiKeyItem = z.infer<typeof apiKeyItemSchema>;
export type IdentityItem = z.infer<typeof identityItemSchema>;

/** `PK/SK` of an item, for the log; `?` for a part that is missing. */
const nameOf = (item: Attributes): string => `${item[PARTITION_KEY]?.S ?? '?'}/${item[SORT_KEY]?.S ?? '?'}`;

const itemDecoder = <Schema extends z.ZodMiniObject>(schema: Schema) => {
  let decode: ((item: Attributes) => z.infer<Schema>) | undefined;
  /** @throws BrokenItemError */
  return (item: Attributes): z.infer<Schema> => {
    // Made at first use: no function needs all of them at a cold start
    decode ??= compileDecoder(schema);
    try {
      return decode(item);
    } catch (error) {
      if (error instanceof BrokenAttributeError) throw new BrokenItemError(nameOf(item), error.path, error.expected);
      throw error;
    }
  };
};

/** From attributes to checked items. Each throws BrokenItemError, which names the item and the attribute. */
export const decodeOrganization = itemDecoder(organizationItemSchema);
export const decodeLifecycle = itemDecoder(organizationLifecycleSchema);
export const decodeMember = itemDecoder(memberItemSchema);
export const decodeProject = itemDecoder(projectItemSchema);
export const decodeProjectFields = itemDecoder(projectFieldsSchema);
export const decodeProjectOwner = itemDecoder(projectOwnerSchema);
export const decodeProjectTeam = itemDecoder(projectTeamSchema);
export const decodeUserProfile = itemDecoder(userProfileSchema);
export const decodeUserAccount = itemDecoder(userAccountSchema);
export const decodeApiKey = itemDecoder(apiKeyItemSchema);
export const decodeIdentity = itemDecoder(identityItemSchema);
