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
