import type { Organization, Project } from './model.ts';

/** What a project derives from: its organization's own fields. */
type Owner = Pick<Organization, 'id' | 'name' | 'isDeveloperProfile'>;

/**
 * The fields that every project of an organization has from it. They are stored nowhere: renaming the organization renames
 * the owner of all its projects at once.
 */
export const deriveProjectFields = ({ id, name, isDeveloperProfile }: Owner) =>
  ({
    owner: name,
    ownerOrganizationId: id,
    ownerIsDeveloperProfile: isDeveloperProfile,
    isEnterpriseProject: true,
    tier: 'enterprise',
  }) as const satisfies Partial<Project>;

export type DerivedField = keyof ReturnType<typeof deriveProjectFields>;

/** Their names, as the mask that zod's `omit` and `partial` take; a missing one does not compile. */
export const DERIVED_FIELDS = {
  owner: true,
  ownerOrganizationId: true,
  ownerIsDeveloperProfile: true,
  isEnterpriseProject: true,
  tier: true,
} as const satisfies Record<DerivedField, true>;

/** Whether a project's field is derived. */
export const isDerivedField = (name: string): name is DerivedField => Object.hasOwn(DERIVED_FIELDS, name);
