/** The rules about users, a class for each. */
import { RefusalError } from '../contract/refusal.ts';

/** There is a user with this id already. */
export class UserExistsError extends RefusalError {
  override readonly name = 'UserExistsError';
  readonly userId: number;

  constructor(userId: number) {
    super(`there is a user ${userId} already`);
    this.userId = userId;
  }
}

/** The identity is linked to another user. It is never moved without being unlinked first. */
export class IdentityTakenError extends RefusalError {
  override readonly name = 'IdentityTakenError';
  readonly userId: number;

  /** @param userId whose it is */
  constructor(userId: number) {
    super(`the identity is linked to user ${userId}`);
    this.userId = userId;
  }
}

/** The identity is linked to nobody. */
export class IdentityMissingError extends RefusalError {
  override readonly name = 'IdentityMissingError';

  constructor() {
    super('there is no such identity');
  }
}

/** An id that still has identities or memberships would hand them to whoever gets it. */
export class UserRemainsError extends RefusalError {
  override readonly name = 'UserRemainsError';
  readonly userId: number;

  /** @param remains such as `2 identities` */
  constructor(userId: number, remains: string) {
    super(`user ${userId} still has ${remains}`);
    this.userId = userId;
  }
}
