import type { Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { activeOrganization } from '../table/existing.ts';
import { organizationKey } from '../table/keys.ts';

/**
 * Renames an organization. Its projects derive their owner's name from it, so they change, too.
 * @returns true if the name changed, false if it was the same
 * @throws OrganizationMissingError, OrganizationDeletedError, TableUnavailableError, TableRefusedError
 */
export const renameOrganization = (table: Table, organizationId: number, name: string): Promise<boolean> =>
  changeItem(table, organizationKey(organizationId), (item) =>
    activeOrganization(item, organizationId).name === name
      ? undefined
      : { set: { name: { S: name } }, unchanged: ['deletedDate'] },
  );
