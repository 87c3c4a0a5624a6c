import type { Table } from '../table/call.ts';
import { isInvalidRequest } from '../table/errors.ts';
import { inParallel } from '../table/in-parallel.ts';
import { type ImportOptions, importOrganization, type WantedOrganization } from './import-organization.ts';
import type { OrganizationsReport } from './import-report.ts';

/** Organizations that are written at the same time. */
const CONCURRENCY = 4;

/**
 * Imports organizations in their order, a few at a time. The users of each are written before it, since members and projects
 * refer to them, and one organization after the other, so that of several profiles of a user the first one comes first.
 * @param writeUsers writes the users of an organization
 * @param onRefused takes each organization of which DynamoDB refuses an item as such, with its reason. What was written of it
 *   by then stays; the others go on
 * @param report is added to
 * @throws TableUnavailableError, TableRefusedError, the reason of an aborted signal, whatever the organizations' source throws
 */
export const importOrganizations = async <Wanted extends WantedOrganization>(
  table: Table,
  organizations: AsyncIterable<Wanted>,
  {
    writeUsers,
    onRefused,
    ...options
  }: ImportOptions & {
    readonly writeUsers: (organization: Wanted) => Promise<void>;
    readonly onRefused: (organization: Wanted, reason: string) => Promise<void>;
  },
  report: OrganizationsReport,
): Promise<void> => {
  const attempt = async (organization: Wanted, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (!isInvalidRequest(error)) throw error;
      await onRefused(organization, error.cause.message);
      return false;
    }
  };

  async function* withUsersWritten(): AsyncGenerator<Wanted, void, undefined> {
    for await (const organization of organizations) {
      options.signal?.throwIfAborted();
      if (await attempt(organization, () => writeUsers(organization))) yield organization;
    }
  }

  await inParallel(withUsersWritten(), CONCURRENCY, async (organization) => {
    await attempt(organization, () => importOrganization(table, organization, options, report));
  });
};
