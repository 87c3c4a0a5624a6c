/**
 * From items to the contract, straight to JSON: a user is rendered once, to bytes, and these are copied into the answer
 * as often as they are a member or a collaborator of something.
 */
import { deriveProjectFields } from '../contract/derived-fields.ts';
import type { MemberItem, OrganizationItem, ProjectOwner, UserProfile } from '../table/items.ts';
import { HIDDEN_FIELDS, type UserForm, withoutFields } from './visibility.ts';

/** An object of the contract with its id and its own fields, to be gone on with: without the closing brace. */
export const openObject = (id: number, fields: object): string => `{"id":${id},${JSON.stringify(fields).slice(1, -1)}`;

/** A user's open object, in the form in which it is seen. */
export type RenderedUser = (form: UserForm) => Uint8Array;

/** Renders each form at most once, when it is first wanted. */
export const renderUser = (id: number, profile: UserProfile): RenderedUser => {
  const rendered: { [Form in UserForm]?: Uint8Array } = {};
  return (form) => {
    rendered[form] ??= Buffer.from(
      openObject(id, form === 'whole' ? profile : withoutFields(profile, HIDDEN_FIELDS[form])),
    );
    return rendered[form];
  };
};

/** Which users a project belongs to, as JSON members with a comma before each. */
export const renderOwner = (owner: ProjectOwner): string => {
  const members = JSON.stringify(owner).slice(1, -1);
  return members === '' ? '' : `,${members}`;
};

/** What a member has besides the user's own fields; closes the user's object. */
export const renderMembership = (member: Partial<MemberItem>): string => `,${JSON.stringify(member).slice(1)}`;

/** What a collaborator has besides the user's own fields; closes the user's object. */
export const renderCollaboration = (isOwner: boolean): Uint8Array => (isOwner ? OWNER : NO_OWNER);

const OWNER = Buffer.from(',"isOwner":true}');
const NO_OWNER = Buffer.from(',"isOwner":false}');

/** What every project of an organization derives from it, as JSON members. */
export const renderDerivedFields = (organizationId: number, organization: OrganizationItem): string =>
  JSON.stringify(deriveProjectFields({ ...organization, id: organizationId })).slice(1, -1);
