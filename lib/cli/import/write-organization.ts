import type { Table } from '../../table/call.ts';
import type { Attributes } from '../../table/decode.ts';
import { getItem } from '../../table/get.ts';
import { inParallel } from '../../table/in-parallel.ts';
import { organizationKey, organizationPartition } from '../../table/keys.ts';
import { queryPages } from '../../table/query.ts';
import { KEY_PREFIX, PARTITION_KEY, SORT_KEY } from '../../table/schema.ts';
import { deleteItem } from '../../table/update.ts';
import { differencesOf, IMPORTED } from './differences.ts';
import type { WholeDraft } from './draft.ts';
import { putItem } from './put-item.ts';
import type { Report } from './report.ts';

/** Writes in flight for one organization. */
const CONCURRENCY = 12;

export type WriteOptions = {
  /** Deletes members and, if the input has projects, projects that are not in the input. */
  readonly prune: boolean;
  readonly isDryRun: boolean;
};

/**
 * Writes an organization whose users are there already: members and projects, then the organization itself, so that a new
 * one is listed when all of it is there and not before; last what is to be deleted.
 * @returns false when nothing was written because the table's organization is deleted, which no import undoes
 */
export const writeOrganization = async (
  table: Table,
  { id, organization, items, hasProjects }: WholeDraft,
  { prune, isDryRun }: WriteOptions,
  report: Report,
): Promise<boolean> => {
  const stored = await getItem(table, organizationKey(id));
  if (isDeleted(stored) && !isDeleted(organization)) return false;
  const surplus: string[] = [];
  await inParallel(compare(table, id, items), CONCURRENCY, async ({ wanted, stored: before }) => {
    if (wanted === undefined) {
      if (prune) surplus.push(before?.[SORT_KEY]?.S ?? '');
      return;
    }
    const kind = isMember(wanted[SORT_KEY]?.S ?? '') ? 'member' : 'project';
    const decide = (current: Attributes) => differencesOf(inOrder(current), wanted, IMPORTED[kind]);
    report[`${kind}s`][await putItem(table, wanted, before, { decide, write: !isDryRun })] += 1;
  });
  const outcome = await putItem(table, organization, stored, {
    decide: (current) =>
      isDeleted(current) && !isDeleted(organization)
        ? undefined
        : differencesOf(current, organization, IMPORTED.organization),
    unchanged: ['trialExpiredDate', 'trialUpgradedDate', 'deletedDate'],
    write: !isDryRun,
  });
  report.organizations[outcome] += 1;
  await inParallel(
    surplus.filter((sortKey) => hasProjects || isMember(sortKey)),
    CONCURRENCY,
    async (sortKey) => {
      if (!isDryRun) await deleteItem(table, { PK: organizationPartition(id), SK: sortKey });
      report[isMember(sortKey) ? 'members' : 'projects'].deleted += 1;
    },
  );
  return true;
};

const isDeleted = (organization: Attributes | undefined): boolean => organization?.['deletedDate'] !== undefined;

/** Collaborators are stored in any order; a project of the input has them by id. */
const inOrder = (item: Attributes): Attributes => {
  const { collaborators } = item;
  if (collaborators?.L === undefined) return item;
  const idOf = ({ M }: Attributes[string]) => Number(M?.['userId']?.N);
  return { ...item, collaborators: { L: collaborators.L.toSorted((one, other) => idOf(one) - idOf(other)) } };
};

const isMember = (sortKey: string): boolean => sortKey.startsWith(KEY_PREFIX.member);

type Pair = { readonly wanted: Attributes | undefined; readonly stored: Attributes | undefined };

/** Each member and project with what is stored of it, page by page, so that what is stored is never held as a whole. */
async function* compare(
  table: Table,
  organizationId: number,
  items: readonly Attributes[],
): AsyncGenerator<Pair, void, undefined> {
  const wanted = items.toSorted((one, other) => (sortKeyOf(one) < sortKeyOf(other) ? -1 : 1));
  let next = 0;
  const query = {
    condition: `${PARTITION_KEY} = :organization`,
    values: { ':organization': organizationPartition(organizationId) },
    consistent: true,
  };
  for await (const page of queryPages(table, query)) {
    for (const stored of page) {
      const sortKey = sortKeyOf(stored);
      if (!isMember(sortKey) && !sortKey.startsWith(KEY_PREFIX.project)) continue;
      for (; next < wanted.length && sortKeyOf(wanted[next]) < sortKey; next++) {
        yield { wanted: wanted[next], stored: undefined };
      }
      const isWanted = sortKeyOf(wanted[next]) === sortKey;
      yield { wanted: isWanted ? wanted[next] : undefined, stored };
      if (isWanted) next += 1;
    }
  }
  for (; next < wanted.length; next++) yield { wanted: wanted[next], stored: undefined };
}

const sortKeyOf = (item: Attributes | undefined): string => item?.[SORT_KEY]?.S ?? '';
