/** Errors for broken rules about organizations, members and trials. */

import type { MemberRole } from '../contract/model.ts';
import { RefusalError } from '../contract/refusal.ts';

/** A user and an organization, by their ids. The user need not be a member. */
export type Membership = { readonly organizationId: number; readonly userId: number };

/** An organization with this id already exists. */
export class OrganizationExistsError extends RefusalError {
  override readonly name = 'OrganizationExistsError';

  constructor(organizationId: number) {
    super(`organization ${organizationId} already exists`);
  }
}

/** The user is not a member of the organization. */
export class MemberMissingError extends RefusalError {
  override readonly name = 'MemberMissingError';

  constructor(membership: Membership) {
    super(`user ${membership.userId} is not a member of organization ${membership.organizationId}`);
  }
}

/** The user is already a member of the organization, in another role. */
export class MemberExistsError extends RefusalError {
  override readonly name = 'MemberExistsError';

  constructor(membership: Membership, role: MemberRole) {
    super(`user ${membership.userId} is already a member of organization ${membership.organizationId}, as ${role}`);
  }
}

/** The change would leave the organization without an admin. */
export class LastAdminError extends RefusalError {
  override readonly name = 'LastAdminError';

  constructor(membership: Membership) {
    super(`user ${membership.userId} is the last admin of organization ${membership.organizationId}`);
  }
}

/** The user cannot be erased: these organizations would be left without an admin. */
export class SoleAdminError extends RefusalError {
  override readonly name = 'SoleAdminError';

  constructor(userId: number, organizations: readonly { readonly id: number; readonly name: string }[]) {
    const names = organizations.map(({ id, name }) => `organization ${id} (${name})`).join(', ');
    super(`user ${userId} is the last admin of ${names}`);
  }
}

/** The requested end of a trial is in the past. */
export class TrialEndPastError extends RefusalError {
  override readonly name = 'TrialEndPastError';

  constructor() {
    super('a trial cannot end in the past');
  }
}

/** The organization has no trial, or only one that was upgraded. */
export class TrialMissingError extends RefusalError {
  override readonly name = 'TrialMissingError';

  constructor(organizationId: number) {
    super(`organization ${organizationId} has no trial`);
  }
}

/** The organization already has a trial. Its end is changed only on request. */
export class TrialExistsError extends RefusalError {
  override readonly name = 'TrialExistsError';

  constructor(organizationId: number, trialExpiredDate: string) {
    super(`organization ${organizationId} has a trial until ${trialExpiredDate}`);
  }
}

/** The organization's trial was upgraded to a subscription. */
export class TrialUpgradedError extends RefusalError {
  override readonly name = 'TrialUpgradedError';

  constructor(organizationId: number, trialUpgradedDate: string) {
    super(`the trial of organization ${organizationId} was upgraded on ${trialUpgradedDate}`);
  }
}

/** The organization's trial is over: if restored as it is, it would be deleted again at once. */
export class GracePeriodOverError extends RefusalError {
  override readonly name = 'GracePeriodOverError';

  constructor(organizationId: number) {
    super(
      `the grace period after the trial of organization ${organizationId} is over, so the organization would be deleted again`,
    );
  }
}
