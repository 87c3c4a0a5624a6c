import type { Table } from '../table/call.ts';
import { getItems } from '../table/get.ts';
import {
  decodeMember,
  decodeUserAccount,
  decodeUserProfile,
  type MemberItem,
  type UserAccount,
  type UserProfile,
} from '../table/items.ts';
import { idInKey, keyOf, userKey } from '../table/keys.ts';
import { queryMembers } from './query-members.ts';

/** A member with their account. The account is absent if the user does not exist. */
export type Member = {
  readonly userId: number;
  readonly membership: MemberItem;
  readonly account?: UserProfile & UserAccount;
};

/**
 * The members of an organization, ascending by user id, read page by page and strongly consistent.
 * @throws BrokenItemError, TableUnavailableError, TableRefusedError
 */
export async function* listMembers(table: Table, organizationId: number): AsyncGenerator<Member, void, undefined> {
  for await (const page of queryMembers(table, organizationId)) {
    const members = page.map((item) => ({ userId: idInKey(keyOf(item).SK), membership: decodeMember(item) }));
    const users = await getItems(
      table,
      members.map(({ userId }) => userKey(userId)),
      { consistent: true },
    );
    const accounts = new Map(
      users.map((item) => [idInKey(keyOf(item).PK), { ...decodeUserProfile(item), ...decodeUserAccount(item) }]),
    );
    for (const { userId, membership } of members) {
      const account = accounts.get(userId);
      yield { userId, membership, ...(account === undefined ? {} : { account }) };
    }
  }
}
