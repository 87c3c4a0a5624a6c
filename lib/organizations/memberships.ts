import type { Principal } from '../auth/principal.ts';
import type { ReadOptions, Table } from '../table/call.ts';
import { getItems } from '../table/get.ts';
import { decodeMember } from '../table/items.ts';
import { idInKey, memberKey, userPartition } from '../table/keys.ts';
import { queryIndex } from '../table/query-index.ts';
import { KEY_PREFIX, PARTITION_KEY } from '../table/schema.ts';
import type { Viewer } from './visibility.ts';

/** The ids of the organizations that may be the caller's, ascending. For a user, {@link resolveMemberships} decides. */
export const listCandidateIds = async (table: Table, principal: Principal, options: ReadOptions): Promise<number[]> => {
  if (principal.principalKind === 'apiKey') return [principal.organizationId];
  const ids: number[] = [];
  const memberships = {
    partition: userPartition(principal.userId),
    sortPrefix: KEY_PREFIX.organization,
    projection: PARTITION_KEY,
  };
  for await (const page of queryIndex(table, memberships, options)) {
    for (const entry of page) ids.push(idInKey(entry[PARTITION_KEY]?.S ?? ''));
  }
  return ids;
};

/**
 * Who the caller is in each of the organizations; those that they are not in are left out. The index is eventually
 * consistent and only suggests. For a user, their own member items decide, read strongly consistent: whoever was
 * removed or demoted sees it on the next request.
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
