import type { Principal } from '../auth/principal.ts';
import type { ReadOptions, Table } from '../table/call.ts';
import { getItems } from '../table/get.ts';
import { decodeMember } from '../table/items.ts';
import { idInKey, memberKey, userPartition } from '../table/keys.ts';
import { queryIndex } from '../table/query-index.ts';
import { KEY_PREFIX, PARTITION_KEY } from '../table/schema.ts';
import type { Viewer } from './visibility.ts';

/** A page may have 10,000 ids, which take longer to parse than the table to answer. These do not. */
const FIRST_PAGE = 2_000;

/** All ids of {@link candidatePages}. */
export const listCandidateIds = async (table: Table, principal: Principal, options: ReadOptions): Promise<number[]> => {
  const ids: number[] = [];
  for await (const page of candidatePages(table, principal, options)) ids.push(...page);
  return ids;
};

/**
 * The ids of the organizations that the caller may belong to, ascending, page by page. For a user they come from the
 * eventually consistent index and are candidates only: {@link resolveMemberships} decides.
 */
export async function* candidatePages(
  table: Table,
  principal: Principal,
  options: ReadOptions,
): AsyncGenerator<readonly number[], void, undefined> {
  if (principal.principalKind === 'apiKey') {
    yield [principal.organizationId];
    return;
  }
  const memberships = {
    partition: userPartition(principal.userId),
    sortPrefix: KEY_PREFIX.organization,
    projection: PARTITION_KEY,
    firstLimit: FIRST_PAGE,
  };
  for await (const page of queryIndex(table, memberships, options)) {
    yield page.map((entry) => idInKey(entry[PARTITION_KEY]?.S ?? ''));
  }
}

/**
 * The caller's role in each of the organizations; those that the caller does not belong to are left out. A user's
 * member items are read strongly consistent, so a removal or a new role takes effect on the next request.
 */
export const resolveMemberships = async (
  table: Table,
  principal: Principal,
  organizationIds: readonly number[],
  options: ReadOptions,
): Promise<ReadonlyMap<number, Viewer>> => {
  if (principal.principalKind === 'apiKey') {
    return new Map([[principal.organizationId, { role: principal.role }]]);
  }
  const { userId } = principal;
  const keys = organizationIds.map((organizationId) => memberKey(organizationId, userId));
  const items = await getItems(table, keys, { ...options, consistent: true });
  return new Map(
    items.map((item) => [idInKey(item[PARTITION_KEY]?.S ?? ''), { role: decodeMember(item).role, userId }]),
  );
};
