/**
 * Renders stored items as JSON of the contract. Each user is rendered to bytes once; the bytes are copied to every
 * place in the answer where the user appears.
 */
import { deriveProjectFields } from '../contract/derived-fields.ts';
import type { MemberItem, OrganizationItem, ProjectOwner, UserProfile } from '../table/items.ts';
import { HIDDEN_FIELDS, type UserForm, withoutFields } from './visibility.ts';

/** An object with its id and its fields, without the closing brace, so that the caller can append fields. */
export const openObject = (id: number, fields: object): string => `{"id":${id},${JSON.stringify(fields).slice(1, -1)}`;

/** A user's JSON object without the closing brace, with the fields that a form shows. */
export type RenderedUser = (form: UserForm) => Uint8Array;

/** Renders each form on first use and keeps it. */
export const renderUser = (id: number, profile: UserProfile): RenderedUser => {
  const rendered: { [Form in UserForm]?: Uint8Array } = {};
  return (form) => {
    rendered[form] ??= Buffer.from(
      openObject(id, form === 'whole' ? profile : withoutFields(profile, HIDDEN_FIELDS[form])),
    );
    return rendered[form];
  };
};

/** The owner fields of a project, as JSON members with a leading comma. Empty if there are none. */
export const renderOwner = (owner: ProjectOwner): string => {
  const members = JSON.stringify(owner).slice(1, -1);
  return members === '' ? '' : `,${members}`;
};

/** A member's own fields, with a leading comma. Closes the user's object. */
export const renderMembership = (member: Partial<MemberItem>): string => `,${JSON.stringify(member).slice(1)}`;

/** A collaborator's own field, with a leading comma. Closes the user's object. */
export const renderCollaboration = (isOwner: boolean): Uint8Array => (isOwner ? OWNER : NO_OWNER);

const OWNER = Buffer.from(',"isOwner":true}');
const NO_OWNER = Buffer.from(',"isOwner":false}');

/** The project fields that are derived from the organization, as JSON members. */
export const renderDerivedFields = (organizationId: number, organization: OrganizationItem): string =>
  JSON.stringify(deriveProjectFields({ ...organization, id: organizationId })).slice(1, -1);
