/** Errors for broken rules about users. */
import { RefusalError } from '../contract/refusal.ts';

/** A user with this id already exists. */
export class UserExistsError extends RefusalError {
  override readonly name = 'UserExistsError';

  constructor(userId: number) {
    super(`user ${userId} already exists`);
  }
}

/** The identity is linked to another user. It must be unlinked first. */
export class IdentityTakenError extends RefusalError {
  override readonly name = 'IdentityTakenError';
  readonly userId: number;

  /** @param userId the user that the identity is linked to */
  constructor(userId: number) {
    super(`the identity is linked to user ${userId}`);
    this.userId = userId;
  }
}

/** The identity is not linked to any user. */
export class IdentityMissingError extends RefusalError {
  override readonly name = 'IdentityMissingError';

  constructor() {
    super('there is no such identity');
  }
}

/** The id still has identities or memberships, which a new user with this id would inherit. */
export class UserIdInUseError extends RefusalError {
  override readonly name = 'UserIdInUseError';

  /** @param remains such as `2 identities` */
  constructor(userId: number, remains: string) {
    super(`user ${userId} still has ${remains}`);
  }
}
