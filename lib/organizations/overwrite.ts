/** What an import may change of a stored organization, its members and its projects. */
import type { MemberRole } from '../contract/model.ts';
import type { Attributes } from '../table/decode.ts';
import { type Differences, differencesOf } from '../table/differences.ts';
import { memberItemSchema, organizationItemSchema, projectItemSchema } from '../table/items.ts';
import { LEAVING_ATTRIBUTE } from '../table/schema.ts';
import { RESTRICTED_FIELDS, VISIBILITY } from './visibility.ts';

/** The role of the user whose answer the file is. An export counts as an admin's answer: nothing in it is hidden. */
export type ViewerRole = MemberRole;

/** An item as the file describes it. */
export type WantedItem = {
  /** The whole item, as it is created if none is stored. */
  readonly item: Attributes;
  /** Attributes whose value in the file cannot be read. Their stored values are kept. */
  readonly unknown?: readonly string[];
};

/** The attributes that an import writes. All others belong to other services and are never changed. */
const FIELDS = {
  organization: Object.keys(organizationItemSchema.shape),
  member: [...Object.keys(memberItemSchema.shape), LEAVING_ATTRIBUTE],
  project: Object.keys(projectItemSchema.shape),
} as const;

/** Fields that may be absent because the viewer may not see them. */
const MAY_BE_HIDDEN: ReadonlySet<string> = new Set(Object.values(RESTRICTED_FIELDS).flat());

/** Whether an absent field may just be hidden from the viewer. An absent field of any other name has no value. */
export const mayBeHidden = (field: string): boolean => MAY_BE_HIDDEN.has(field);

/** Whether the field is always present but has a placeholder value for this role, which may not see the real one. */
const isPlaceholder = (field: string, viewerRole: ViewerRole): boolean =>
  (field === 'datasets' || field === 'projectCount') && VISIBILITY[field][viewerRole] !== 'yes';

const comparedFields = (
  kind: keyof typeof FIELDS,
  { item, unknown = [] }: WantedItem,
  viewerRole: ViewerRole,
): string[] =>
  FIELDS[kind].filter(
    (name) =>
      !unknown.includes(name) && !isPlaceholder(name, viewerRole) && (item[name] !== undefined || !mayBeHidden(name)),
  );

/** Whether an organization's item is marked as deleted; false if there is no item. */
export const isDeleted = (organization: Attributes | undefined): boolean => organization?.['deletedDate'] !== undefined;

/**
 * What an import changes of an organization. It neither restores a deleted organization nor undoes an upgrade.
 * @returns undefined if there is nothing to change
 */
export const overwriteOrganization = (
  stored: Attributes,
  wanted: WantedItem,
  viewerRole: ViewerRole,
): Differences | undefined => {
  if (isDeleted(stored) && !isDeleted(wanted.item)) return undefined;
  const fields = comparedFields('organization', wanted, viewerRole);
  return differencesOf(stored, wanted.item, undoesUpgrade(stored, wanted.item) ? fields.filter(isNotUpgrade) : fields);
};

/** Whether the file still has the trial of an organization that the table has as upgraded. */
export const undoesUpgrade = (stored: Attributes | undefined, wanted: Attributes): boolean =>
  stored?.['trialUpgradedDate']?.S !== undefined && wanted['trialUpgradedDate']?.S === undefined;

const isNotUpgrade = (field: string): boolean => field !== 'trialUpgradedDate';

/**
 * What an import changes of a member; undefined if there is nothing to change.
 * @param fileHasAdmin whether the file has an admin of the organization; if not, a stored admin keeps the role
 */
export const overwriteMember = (
  stored: Attributes,
  wanted: WantedItem,
  viewerRole: ViewerRole,
  fileHasAdmin: boolean,
): Differences | undefined => {
  const fields = comparedFields('member', wanted, viewerRole);
  const keepsRole = !fileHasAdmin && isAdmin(stored);
  return differencesOf(stored, wanted.item, keepsRole ? fields.filter((field) => field !== 'role') : fields);
};

/** Whether a member's item has the role `admin`. */
export const isAdmin = (member: Attributes | undefined): boolean => member?.['role']?.S === 'admin';

/**
 * What an import changes of a project; undefined if there is nothing to change.
 * @param wanted its collaborators are sorted by id
 */
export const overwriteProject = (
  stored: Attributes,
  wanted: WantedItem,
  viewerRole: ViewerRole,
): Differences | undefined =>
  differencesOf(withCollaboratorsById(stored), wanted.item, comparedFields('project', wanted, viewerRole));

/** Sorts stored collaborators by id, because other services store them in any order. */
const withCollaboratorsById = (item: Attributes): Attributes => {
  const { collaborators } = item;
  if (collaborators?.L === undefined) return item;
  const idOf = ({ M }: Attributes[string]) => Number(M?.['userId']?.N);
  return { ...item, collaborators: { L: collaborators.L.toSorted((one, other) => idOf(one) - idOf(other)) } };
};
