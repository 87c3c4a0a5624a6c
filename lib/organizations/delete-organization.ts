import type { Table } from '../table/call.ts';
import { changeItem } from '../table/change.ts';
import { existingOrganization } from '../table/existing.ts';
import { organizationKey } from '../table/keys.ts';

/**
 * Deletes an organization: from the next request on it is in no answer. Its items stay, so that it can be restored.
 * @param now milliseconds since 1970
 * @returns whether it was not deleted before
 * @throws OrganizationMissingError, TableUnavailableError, TableRefusedError
 */
export const deleteOrganization = (table: Table, organizationId: number, now: number): Promise<boolean> =>
  changeItem(table, organizationKey(organizationId), (item) =>
    existingOrganization(item, organizationId).deletedDate === undefined
      ? { set: { deletedDate: { S: new Date(now).toISOString() } } }
      : undefined,
  );
