/**
 * From items to the contract, straight to JSON text: the text of a user is made once and stands in the answer as often
 * as they are a member or a collaborator of something.
 */
import type { MemberItem, OrganizationItem, ProjectItem, UserProfile } from '../table/items.ts';
import { PRIVATE_USER_FIELDS } from './visibility.ts';

/** A user's own fields as JSON members without the braces, with or without the private ones. */
export type UserText = (withPrivateFields: boolean) => string;

/** Renders each of the two forms at most once, when it is first wanted. */
export const renderUser = (id: number, profile: UserProfile): UserText => {
  const texts = new Map<boolean, string>();
  return (withPrivateFields) => {
    const known = texts.get(withPrivateFields);
    if (known !== undefined) return known;
    const text = members(withPrivateFields ? { id, ...profile } : withoutPrivateFields({ id, ...profile }));
    texts.set(withPrivateFields, text);
    return text;
  };
};

const withoutPrivateFields = <Fields extends object>(fields: Fields): object =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !privateFields.has(name)));

const privateFields: ReadonlySet<string> = new Set(PRIVATE_USER_FIELDS);

/** @param user the user's own fields, as {@link UserText} gives them */
export const renderOrganizationUser = (user: string, member: MemberItem): string => `{${user},${members(member)}}`;

/** @param user the user's own fields, as {@link UserText} gives them */
export const renderCollaborator = (user: string, isOwner: boolean): string => `{${user},"isOwner":${isOwner}}`;

export type OrganizationText = {
  /** The organization's JSON object up to its own last field, without the lists and the closing brace. */
  readonly head: string;
  /** What every project of the organization derives from it, as JSON members. */
  readonly projectFields: string;
};

export const renderOrganization = (id: number, organization: OrganizationItem): OrganizationText => ({
  head: `{${members({ id, ...organization })}`,
  projectFields: members({
    owner: organization.name,
    ownerOrganizationId: id,
    ownerIsDeveloperProfile: organization.isDeveloperProfile,
    isEnterpriseProject: true,
    tier: 'enterprise',
  }),
});

/**
 * @param derived the organization's `projectFields`
 * @param collaborators the rendered collaborators, ascending by id
 */
export const renderProject = (
  id: number,
  { collaborators: _, ...project }: ProjectItem,
  derived: string,
  collaborators: readonly string[],
): string => `{${members({ id, ...project })},${derived},"collaborators":[${collaborators.join(',')}]}`;

const members = (fields: object): string => JSON.stringify(fields).slice(1, -1);
