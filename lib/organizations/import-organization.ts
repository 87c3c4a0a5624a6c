import type { Table } from '../table/call.ts';
import { createOrChangeItem } from '../table/change.ts';
import type { Attributes } from '../table/decode.ts';
import { getItem } from '../table/get.ts';
import { inParallel } from '../table/in-parallel.ts';
import { idInKey, keyOf, organizationKey, organizationPartition } from '../table/keys.ts';
import { deleteItem } from '../table/update.ts';
import { comparePartition, isMember, sortKeyOf } from './compare-partition.ts';
import { isRaised, type OrganizationsReport } from './import-report.ts';
import {
  isAdmin,
  isDeleted,
  overwriteMember,
  overwriteOrganization,
  overwriteProject,
  type Taker,
  undoesUpgrade,
  type WantedItem,
} from './overwrite.ts';

/** Writes in flight for one organization. */
const CONCURRENCY = 12;

/** What a file says of an organization. */
export type WantedOrganization = {
  readonly id: number;
  readonly organization: WantedItem;
  /** Members and projects, in no order. */
  readonly items: readonly WantedItem[];
  /** False where the file has no list of projects, as an answer with `projects=false`: nothing is then known of them. */
  readonly hasProjects: boolean;
};

export type ImportOptions = {
  /** Deletes members and, if the file has projects, projects that are not in the file. */
  readonly prune: boolean;
  /** True only says what would be done. */
  readonly isDryRun: boolean;
  /** Whose answer the file is. */
  readonly taker: Taker;
  /** Ends the import when it is aborted. */
  readonly signal?: AbortSignal;
};

/**
 * Brings a stored organization to what a file says of it, its users being there already: members and projects first, then the
 * organization itself, so that a new one is listed when all of it is there and not before; last what is to be deleted. A
 * deleted one is left alone. Only attributes that differ are written, each on condition of what was read, so it can be run
 * again, and at the same time as another.
 * @param report is added to
 * @throws TableUnavailableError, TableRefusedError, the reason of an aborted signal
 */
export const importOrganization = async (
  table: Table,
  { id, organization, items, hasProjects }: WantedOrganization,
  options: ImportOptions,
  report: OrganizationsReport,
): Promise<void> => {
  const { prune, isDryRun, taker, signal } = options;
  const stop = signal === undefined ? {} : { signal };
  const stored = await getItem(table, organizationKey(id), stop);
  if (isDeleted(stored) && !isDeleted(organization.item)) {
    report.organizations.left += 1;
    report.leftOrganizations.push(id);
    return;
  }
  const fileHasAdmin = items.some(({ item }) => isMember(sortKeyOf(item)) && isAdmin(item));
  const surplus: string[] = [];
  await inParallel(comparePartition(table, id, items, stop), CONCURRENCY, async ({ wanted, stored: before }) => {
    if (wanted === undefined) {
      // An organization keeps its admins where the file has none
      if (prune && before !== undefined && (fileHasAdmin || !isAdmin(before))) surplus.push(sortKeyOf(before));
    } else if (isMember(sortKeyOf(wanted.item))) {
      await importMember(table, wanted, before, { ...options, isNew: stored === undefined, fileHasAdmin }, report);
    } else {
      const decide = (current: Attributes) => overwriteProject(current, wanted, taker);
      report.projects[await createOrChangeItem(table, wanted.item, { stored: before, decide, isDryRun }, stop)] += 1;
    }
  });
  let keepsUpgrade = false;
  const decide = (current: Attributes) => {
    keepsUpgrade = undoesUpgrade(current, organization.item);
    const change = overwriteOrganization(current, organization, taker);
    return change && { ...change, unchanged: ['deletedDate', 'trialUpgradedDate'] };
  };
  const outcome = await createOrChangeItem(table, organization.item, { stored, decide, isDryRun }, stop);
  report.organizations[outcome] += 1;
  if (keepsUpgrade) report.keptUpgrades.push(id);
  const toDelete = surplus.filter((sortKey) => hasProjects || isMember(sortKey));
  await inParallel(toDelete, CONCURRENCY, async (sortKey) => {
    if (!isDryRun) await deleteItem(table, { PK: organizationPartition(id), SK: sortKey }, {}, stop);
    report[isMember(sortKey) ? 'members' : 'projects'].deleted += 1;
  });
};

/**
 * @param options.isNew whether the organization is not stored yet, so that all of its members are new
 * @param options.fileHasAdmin see {@link overwriteMember}
 */
const importMember = async (
  table: Table,
  wanted: WantedItem,
  before: Attributes | undefined,
  {
    taker,
    isDryRun,
    isNew,
    fileHasAdmin,
    signal,
  }: ImportOptions & { readonly isNew: boolean; readonly fileHasAdmin: boolean },
  report: OrganizationsReport,
): Promise<void> => {
  let from: string | undefined;
  const decide = (current: Attributes) => {
    from = current['role']?.S;
    return overwriteMember(current, wanted, taker, fileHasAdmin);
  };
  const stop = signal === undefined ? {} : { signal };
  const outcome = await createOrChangeItem(table, wanted.item, { stored: before, decide, isDryRun }, stop);
  report.members[outcome] += 1;
  const { PK, SK } = keyOf(wanted.item);
  const membership = { organizationId: idInKey(PK), userId: idInKey(SK) };
  const to = wanted.item['role']?.S ?? '';
  if (outcome === 'created' && !isNew) report.addedMembers.push({ ...membership, role: to });
  if (outcome === 'updated' && from !== undefined && isRaised(from, to)) {
    report.raisedRoles.push({ ...membership, from, to });
  }
};
