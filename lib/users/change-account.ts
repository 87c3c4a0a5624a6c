/** Changes that decide whether a user's tokens are accepted. Each one takes effect on the next request. */
import type { Table } from '../table/call.ts';
import { changeItem, type Decision } from '../table/change.ts';
import type { Attributes } from '../table/decode.ts';
import { existingUser } from '../table/existing.ts';
import { decodeUserAccount } from '../table/items.ts';
import { userKey } from '../table/keys.ts';
import { ERASED_ATTRIBUTE } from '../table/schema.ts';

/**
 * Disables a user: all of their tokens are refused until {@link enableUser}.
 * @returns true if the user was disabled now, false if they already were
 * @throws UserMissingError, UserErasedError, BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const disableUser = (table: Table, userId: number): Promise<boolean> =>
  changeUser(table, userId, (item) =>
    decodeUserAccount(item).disabled === true ? undefined : { set: { disabled: { BOOL: true } } },
  );

/**
 * Accepts the tokens of a disabled user again.
 * @returns true if the user was enabled now, false if they were not disabled
 * @throws UserMissingError, UserErasedError, BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const enableUser = (table: Table, userId: number): Promise<boolean> =>
  changeUser(table, userId, (item) => ('disabled' in item ? { remove: ['disabled'] } : undefined));

/**
 * Revokes all tokens of a user that were issued up to a time. A stored later time is kept.
 * @param until milliseconds since 1970
 * @returns true if the stored time changed
 * @throws UserMissingError, UserErasedError, BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const revokeTokens = (table: Table, userId: number, until: number): Promise<boolean> =>
  changeUser(table, userId, (item) => {
    const { tokensValidFrom = '' } = decodeUserAccount(item);
    return Date.parse(tokensValidFrom) >= until
      ? undefined
      : { set: { tokensValidFrom: { S: new Date(until).toISOString() } } };
  });

const changeUser = (
  table: Table,
  userId: number,
  decide: (item: Attributes) => Decision | undefined,
): Promise<boolean> =>
  changeItem(table, userKey(userId), (item) => {
    const decision = decide(existingUser(item, userId));
    return decision && { ...decision, unchanged: [ERASED_ATTRIBUTE] };
  });
