/**
 * From items to the contract, straight to JSON: a user is rendered once, to bytes, and these are copied into the answer
 * as often as they are a member or a collaborator of something.
 */
import { deriveProjectFields } from '../contract/derived-fields.ts';
import type { MemberItem, OrganizationItem, UserProfile } from '../table/items.ts';
import { PRIVATE_USER_FIELDS } from './visibility.ts';

/** An object of the contract with its id and its own fields, to be gone on with: without the closing brace. */
export const openObject = (id: number, fields: object): string => `{"id":${id},${JSON.stringify(fields).slice(1, -1)}`;

/** A user's open object, with or without the private fields. */
export type RenderedUser = (withPrivateFields: boolean) => Uint8Array;

/** Renders each of the two forms at most once, when it is first wanted. */
export const renderUser = (id: number, profile: UserProfile): RenderedUser => {
  const complete = once(() => Buffer.from(openObject(id, profile)));
  const reduced = once(() => Buffer.from(openObject(id, withoutPrivateFields(profile))));
  return (withPrivateFields) => (withPrivateFields ? complete() : reduced());
};

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const withoutPrivateFields = (profile: UserProfile): object =>
  Object.fromEntries(Object.entries(profile).filter(([name]) => !privateFields.has(name)));

const privateFields: ReadonlySet<string> = new Set(PRIVATE_USER_FIELDS);

/** What a member has besides the user's own fields; closes the user's object. */
export const renderMembership = (member: MemberItem): string => `,${JSON.stringify(member).slice(1)}`;

/** What a collaborator has besides the user's own fields; closes the user's object. */
export const renderCollaboration = (isOwner: boolean): Uint8Array => (isOwner ? OWNER : NO_OWNER);

const OWNER = Buffer.from(',"isOwner":true}');
const NO_OWNER = Buffer.from(',"isOwner":false}');

/** What every project of an organization derives from it, as JSON members. */
export const renderDerivedFields = (organizationId: number, organization: OrganizationItem): string =>
  JSON.stringify(deriveProjectFields({ ...organization, id: organizationId })).slice(1, -1);
