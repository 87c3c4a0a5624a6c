import type { Table } from '../table/call.ts';
import { decodeMember } from '../table/items.ts';
import { idInKey, keyOf } from '../table/keys.ts';
import { queryMembers } from './query-members.ts';

/** The ids of an organization's admins, ascending; strongly consistent. */
export const listAdmins = async (table: Table, organizationId: number): Promise<number[]> => {
  const admins: number[] = [];
  for await (const page of queryMembers(table, organizationId)) {
    for (const item of page) if (decodeMember(item).role === 'admin') admins.push(idInKey(keyOf(item).SK));
  }
  return admins;
};
