import type { Table } from '../table/call.ts';
import type { Attributes } from '../table/decode.ts';
import { organizationPartition } from '../table/keys.ts';
import { queryPages } from '../table/query.ts';
import { KEY_PREFIX, PARTITION_KEY, SORT_KEY } from '../table/schema.ts';

/** The member items of an organization, ascending by user id, page by page; strongly consistent. */
export const queryMembers = (table: Table, organizationId: number): AsyncGenerator<Attributes[], void, undefined> =>
  queryPages(table, {
    condition: `${PARTITION_KEY} = :organization AND begins_with(${SORT_KEY}, :member)`,
    values: { ':organization': organizationPartition(organizationId), ':member': KEY_PREFIX.member },
    consistent: true,
  });
