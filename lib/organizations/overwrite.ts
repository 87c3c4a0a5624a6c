/** What an import may change of an organization that is stored, and of its members and projects. */
import type { MemberRole } from '../contract/model.ts';
import type { Attributes } from '../table/decode.ts';
import { type Differences, differencesOf } from '../table/differences.ts';
import { memberItemSchema, organizationItemSchema, projectItemSchema } from '../table/items.ts';
import { LEAVING_ATTRIBUTE } from '../table/schema.ts';
import { RESTRICTED_FIELDS, VISIBILITY } from './visibility.ts';

/** Whose answer a file is. An export is like an admin's answer: nothing in it is hidden. */
export type Taker = MemberRole;

/** What a file says of an item. */
export type WantedItem = {
  /** The whole item, as it is created where there is none. */
  readonly item: Attributes;
  /** Attributes of which the file says nothing that can be read; what is stored of them stays. */
  readonly unknown?: readonly string[];
};

/** The attributes that an import decides. All others are other services' and are never touched. */
const FIELDS = {
  organization: Object.keys(organizationItemSchema.shape),
  member: [...Object.keys(memberItemSchema.shape), LEAVING_ATTRIBUTE],
  project: Object.keys(projectItemSchema.shape),
} as const;

/** Where one of these is absent, it may be that the taker does not see it. */
const MAY_BE_HIDDEN: ReadonlySet<string> = new Set(Object.values(RESTRICTED_FIELDS).flat());

/** Whether a field's absence says nothing; of every other field, absent means none. */
export const mayBeHidden = (field: string): boolean => MAY_BE_HIDDEN.has(field);

/** Fields that are there for everybody, with a value that says nothing for whoever does not see them. */
const isMeaningless = (field: string, taker: Taker): boolean =>
  (field === 'datasets' || field === 'projectCount') && VISIBILITY[field][taker] !== 'yes';

const comparedFields = (kind: keyof typeof FIELDS, { item, unknown = [] }: WantedItem, taker: Taker): string[] =>
  FIELDS[kind].filter(
    (name) =>
      !unknown.includes(name) && !isMeaningless(name, taker) && (item[name] !== undefined || !mayBeHidden(name)),
  );

/** Whether an organization is deleted, by its item; one that does not exist is not. */
export const isDeleted = (organization: Attributes | undefined): boolean => organization?.['deletedDate'] !== undefined;

/**
 * What an import changes of an organization. It brings no deleted one back, and takes no subscription back to its trial.
 * @returns undefined when nothing is to be changed
 */
export const overwriteOrganization = (
  stored: Attributes,
  wanted: WantedItem,
  taker: Taker,
): Differences | undefined => {
  if (isDeleted(stored) && !isDeleted(wanted.item)) return undefined;
  const fields = comparedFields('organization', wanted, taker);
  return differencesOf(stored, wanted.item, undoesUpgrade(stored, wanted.item) ? fields.filter(isNotUpgrade) : fields);
};

/** Whether a file still has the trial of an organization that has become a subscription. */
export const undoesUpgrade = (stored: Attributes | undefined, wanted: Attributes): boolean =>
  stored?.['trialUpgradedDate']?.S !== undefined && wanted['trialUpgradedDate']?.S === undefined;

const isNotUpgrade = (field: string): boolean => field !== 'trialUpgradedDate';

/**
 * What an import changes of a member; undefined when nothing is to be changed.
 * @param fileHasAdmin whether the file has an admin of the organization; an admin stays one where it has none
 */
export const overwriteMember = (
  stored: Attributes,
  wanted: WantedItem,
  taker: Taker,
  fileHasAdmin: boolean,
): Differences | undefined => {
  const fields = comparedFields('member', wanted, taker);
  const keepsRole = !fileHasAdmin && isAdmin(stored);
  return differencesOf(stored, wanted.item, keepsRole ? fields.filter((field) => field !== 'role') : fields);
};

/** Whether a member's item is that of an admin. */
export const isAdmin = (member: Attributes | undefined): boolean => member?.['role']?.S === 'admin';

/** What an import changes of a project, whose collaborators the file has by id; undefined when nothing is to be changed. */
export const overwriteProject = (stored: Attributes, wanted: WantedItem, taker: Taker): Differences | undefined =>
  differencesOf(withCollaboratorsById(stored), wanted.item, comparedFields('project', wanted, taker));

/** Other services store collaborators in any order. */
const withCollaboratorsById = (item: Attributes): Attributes => {
  const { collaborators } = item;
  if (collaborators?.L === undefined) return item;
  const idOf = ({ M }: Attributes[string]) => Number(M?.['userId']?.N);
  return { ...item, collaborators: { L: collaborators.L.toSorted((one, other) => idOf(one) - idOf(other)) } };
};
