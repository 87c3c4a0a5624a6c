import type { MemberRole } from '../contract/model.ts';
import type { PutOutcome } from '../table/change.ts';

export type Counts = Record<PutOutcome, number>;

/** What an import did to organizations, or would do. */
export type OrganizationsReport = {
  readonly organizations: Counts & { left: number };
  readonly members: Counts & { deleted: number };
  readonly projects: Counts & { deleted: number };
  /** Deleted organizations that were left as they are. */
  readonly leftOrganizations: number[];
  /** Organizations whose subscription was kept, where the file still has their trial. */
  readonly keptUpgrades: number[];
  /** The members who were added to organizations that were there before. */
  readonly addedMembers: { readonly organizationId: number; readonly userId: number; readonly role: string }[];
  /** The members who may do more than before. */
  readonly raisedRoles: {
    readonly organizationId: number;
    readonly userId: number;
    readonly from: string;
    readonly to: string;
  }[];
};

const noCounts = (): Counts => ({ created: 0, updated: 0, unchanged: 0 });

/** A report of nothing so far, for an import to count in. */
export const createOrganizationsReport = (): OrganizationsReport => ({
  organizations: { ...noCounts(), left: 0 },
  members: { ...noCounts(), deleted: 0 },
  projects: { ...noCounts(), deleted: 0 },
  leftOrganizations: [],
  keptUpgrades: [],
  addedMembers: [],
  raisedRoles: [],
});

const RANKS: readonly string[] = ['guest', 'member', 'admin'] satisfies MemberRole[];

/** Whether a role may do more than another; a stored role that is none may do nothing. */
export const isRaised = (from: string, to: string): boolean => RANKS.indexOf(to) > RANKS.indexOf(from);
