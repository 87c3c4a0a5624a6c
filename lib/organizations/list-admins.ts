import type { Table } from '../table/call.ts';
import { decodeMember } from '../table/items.ts';
import { idInKey, organizationPartition } from '../table/keys.ts';
import { queryPages } from '../table/query.ts';
import { KEY_PREFIX, PARTITION_KEY, SORT_KEY } from '../table/schema.ts';

/** The users who are admins of an organization, ascending; strongly consistent. */
export const listAdmins = async (table: Table, organizationId: number): Promise<number[]> => {
  const query = {
    condition: `${PARTITION_KEY} = :organization AND begins_with(${SORT_KEY}, :member)`,
    values: { ':organization': organizationPartition(organizationId), ':member': KEY_PREFIX.member },
    consistent: true,
  };
  const admins: number[] = [];
  for await (const page of queryPages(table, query)) {
    for (const item of page) if (decodeMember(item).role === 'admin') admins.push(idInKey(item[SORT_KEY]?.S ?? ''));
  }
  return admins;
};
