import type { Table } from '../table/call.ts';
import { isInvalidRequest } from '../table/errors.ts';
import { inParallel } from '../table/in-parallel.ts';
import { type ImportOptions, importOrganization, type WantedOrganization } from './import-organization.ts';
import type { OrganizationsReport } from './import-report.ts';

/** Organizations that are written concurrently. */
const CONCURRENCY = 4;

/**
 * Imports organizations, starting them in input order with a few at a time. An organization that occurs again, in a later
 * input, waits for its earlier occurrence. The users of an organization are written
 * before it, because its members and projects refer to them. Users are written for one organization after the other, so
 * that profiles of the same user are applied in input order.
 * @param writeUsers writes the users of an organization
 * @param onRefused called for each organization with an item that DynamoDB rejects as invalid, with the reason. Items
 *   written before that remain; the other organizations continue
 * @param report its counts and lists are added to
 * @throws TableUnavailableError, TableRefusedError, the reason of an aborted signal, or whatever the source of
 *   organizations throws
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
  const unlessRefused = async (organization: Wanted, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (!isInvalidRequest(error)) throw error;
      await onRefused(organization, error.cause.message);
      return false;
    }
  };

  const inProgress = new Map<number, Promise<void>>();

  async function* withUsersWritten(): AsyncGenerator<{ organization: Wanted; finish: () => void }, void, undefined> {
    for await (const organization of organizations) {
      options.signal?.throwIfAborted();
      if (!(await unlessRefused(organization, () => writeUsers(organization)))) continue;
      await inProgress.get(organization.id);
      // Here, because the next organization is asked for before the work on this one begins
      const { promise, resolve } = Promise.withResolvers<void>();
      inProgress.set(organization.id, promise);
      yield { organization, finish: resolve };
    }
  }

  await inParallel(withUsersWritten(), CONCURRENCY, async ({ organization, finish }) => {
    try {
      await unlessRefused(organization, () => importOrganization(table, organization, options, report));
    } finally {
      inProgress.delete(organization.id);
      finish();
    }
  });
};
