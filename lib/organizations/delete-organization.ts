import type { Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { existingOrganization } from '../table/existing.ts';
import { organizationKey } from '../table/keys.ts';

/**
 * Marks an organization as deleted. The next request no longer lists it. Its items stay in the table, so it can be
 * restored.
 * @param now milliseconds since 1970
 * @returns true if it was deleted now, false if it was deleted before
 * @throws OrganizationMissingError, TableUnavailableError, TableRefusedError
 */
export const deleteOrganization = (table: Table, organizationId: number, now: number): Promise<boolean> =>
  changeItem(table, organizationKey(organizationId), (item) =>
    existingOrganization(item, organizationId).deletedDate === undefined
      ? { set: { deletedDate: { S: new Date(now).toISOString() } } }
      : undefined,
  );
