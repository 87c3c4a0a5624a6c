/** What decides whether a user's tokens are accepted. Each change holds from the next request on. */
import type { Table } from '../table/call.ts';
import { changeItem, type Decision } from '../table/change.ts';
import type { Attributes } from '../table/decode.ts';
import { existingUser } from '../table/existing.ts';
import { decodeUserAccount } from '../table/items.ts';
import { userKey } from '../table/keys.ts';

/**
 * Refuses every token of a user until {@link enableUser}.
 * @returns whether they were not disabled before
 * @throws UserMissingError, BrokenItemError, TableUnavailableError, TableRefusedError
 */
export const disableUser = (table: Table, userId: number): Promise<boolean> =>
  changeUser(table, userId, (item) =>
    decodeUserAccount(item).disabled === true ? undefined : { set: { disabled: { BOOL: true } } },
  );

/** Accepts the tokens of a disabled user again. Returns and throws like {@link disableUser}. */
export const enableUser = (table: Table, userId: number): Promise<boolean> =>
  changeUser(table, userId, (item) => ('disabled' in item ? { remove: ['disabled'] } : undefined));

/**
 * Refuses every token of a user that was issued up to a time. The time is only ever moved forward.
 * @param until milliseconds since 1970
 * @returns whether it was moved
 * @throws UserMissingError, BrokenItemError, TableUnavailableError, TableRefusedError
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
): Promise<boolean> => changeItem(table, userKey(userId), (item) => decide(existingUser(item, userId)));
