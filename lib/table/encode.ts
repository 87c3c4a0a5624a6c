/**
 * From records to the items of the table: for the local stack, tests, benchmarks and operators. The functions never
 * import it; what they update, they update attribute by attribute.
 */
import * as z from 'zod/mini';
import { hashIdentity } from '../contract/identity.ts';
import { toAttributes } from './call.ts';
import type { Attributes } from './decode.ts';
import { toAttribute } from './free-form.ts';
import { indexKeyOf } from './index-key.ts';
import * as items from './items.ts';
import * as itemKeys from './keys.ts';
import { ERASED_ATTRIBUTE } from './schema.ts';

const userItemSchema = z.extend(items.userProfileSchema, {
  ...items.userAccountSchema.shape,
  [ERASED_ATTRIBUTE]: z.exactOptional(z.iso.datetime()),
});

/** Items together with the ids in their keys. */
export type OrganizationRecord = items.OrganizationItem & { readonly id: number };
export type MemberRecord = items.MemberItem & { readonly organizationId: number; readonly userId: number };
export type ProjectRecord = items.ProjectItem & { readonly organizationId: number; readonly id: number };
export type UserRecord = z.infer<typeof userItemSchema> & { readonly id: number };
/** `hash` is the key's SHA-256 as 64 lower-case hexadecimal digits. */
export type ApiKeyRecord = items.ApiKeyItem & { readonly hash: string };

/** Makes the function that turns an item into native attributes. It refuses an attribute that the schema does not name. */
const itemEncoder = <Item extends object>(schema: z.ZodMiniObject, decode: (item: Attributes) => Item) => {
  const exactSchema = z.catchall(schema, z.never());
  return (key: Readonly<Record<string, string>>, item: Item): Attributes => {
    const checked = z.parse(exactSchema, item);
    // zod leaves `__proto__` out of free-form data, which is stored as it is
    const fields = Object.entries({ ...checked, ...('metadata' in item ? { metadata: item.metadata } : {}) });
    const attributes = Object.fromEntries(fields.map(([name, value]) => [name, toAttribute(value, name)]));
    decode(attributes);
    const stored = { ...toAttributes(key), ...attributes };
    return { ...stored, ...indexKeyOf(stored) };
  };
};

const encodeOrganizationItem = itemEncoder(items.organizationItemSchema, items.decodeOrganization);
const encodeMemberItem = itemEncoder(items.memberItemSchema, items.decodeMember);
const encodeProjectItem = itemEncoder(items.projectItemSchema, items.decodeProject);
const encodeUserItem = itemEncoder(userItemSchema, items.decodeUserProfile);
const encodeApiKeyItem = itemEncoder(items.apiKeyItemSchema, items.decodeApiKey);
const encodeIdentityItem = itemEncoder(items.identityItemSchema, items.decodeIdentity);

/** @throws Error, like every encoder, for a record that breaks its schema or has an invalid id */
export const encodeOrganization = ({ id, ...item }: OrganizationRecord): Attributes =>
  encodeOrganizationItem(itemKeys.organizationKey(id), item);

/** A member, in the partition of their organization. */
export const encodeMember = ({ organizationId, userId, ...item }: MemberRecord): Attributes =>
  encodeMemberItem(itemKeys.memberKey(organizationId, userId), item);

/** In its organization's partition, after its members. */
export const encodeProject = ({ organizationId, id, ...item }: ProjectRecord): Attributes =>
  encodeProjectItem(itemKeys.projectKey(organizationId, id), item);

/** A profile and an account in one item, in a partition of its own. */
export const encodeUser = ({ id, ...item }: UserRecord): Attributes => encodeUserItem(itemKeys.userKey(id), item);

/** @throws RangeError for anything but a hash, such as a key in clear */
export const encodeApiKey = ({ hash, ...item }: ApiKeyRecord): Attributes => {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError('a hash is 64 lower-case hexadecimal digits');
  return encodeApiKeyItem(itemKeys.apiKeyKey(hash), item);
};

/** Under the hash of what its issuer calls the person. */
export const encodeIdentity = (item: items.IdentityItem): Attributes =>
  encodeIdentityItem(itemKeys.identityKey(hashIdentity(item)), item);

/** The content of a table, or of a part of it. */
export type Records = {
  readonly organizations: readonly OrganizationRecord[];
  readonly members: readonly MemberRecord[];
  readonly projects: readonly ProjectRecord[];
  readonly users: readonly UserRecord[];
  readonly keys?: readonly ApiKeyRecord[];
};

/** All records as items, each encoded when it is taken. @throws Error like every encoder */
export function* encodeRecords({ organizations, members, projects, users, keys = [] }: Records): Generator<Attributes> {
  for (const organization of organizations) yield encodeOrganization(organization);
  for (const member of members) yield encodeMember(member);
  for (const project of projects) yield encodeProject(project);
  for (const user of users) yield encodeUser(user);
  for (const key of keys) yield encodeApiKey(key);
}
