import type { MemberRole } from '../contract/model.ts';
import type { PutOutcome } from '../table/change.ts';

export type Counts = Record<PutOutcome, number>;

/** What an import did to organizations, or would do in a dry run. */
export type OrganizationsReport = {
  readonly organizations: Counts & { skipped: number };
  readonly members: Counts & { deleted: number };
  readonly projects: Counts & { deleted: number };
  /** Organizations that are deleted in the table and were therefore skipped. */
  readonly skippedOrganizations: number[];
  /** Organizations that kept their upgrade although the file still has the trial. */
  readonly keptUpgrades: number[];
  /** Members added to organizations that existed before the import. */
  readonly addedMembers: { readonly organizationId: number; readonly userId: number; readonly role: string }[];
  /** Members whose new role has more rights than the old one. */
  readonly raisedRoles: {
    readonly organizationId: number;
    readonly userId: number;
    readonly from: string;
    readonly to: string;
  }[];
};

const emptyCounts = (): Counts => ({ created: 0, updated: 0, unchanged: 0 });

/** Creates an empty report. */
export const createOrganizationsReport = (): OrganizationsReport => ({
  organizations: { ...emptyCounts(), skipped: 0 },
  members: { ...emptyCounts(), deleted: 0 },
  projects: { ...emptyCounts(), deleted: 0 },
  skippedOrganizations: [],
  keptUpgrades: [],
  addedMembers: [],
  raisedRoles: [],
});

const RANKS: readonly string[] = ['guest', 'member', 'admin'] satisfies MemberRole[];

/** Whether the second role has more rights than the first. An unknown role ranks below all others. */
export const isRaised = (from: string, to: string): boolean => RANKS.indexOf(to) > RANKS.indexOf(from);
