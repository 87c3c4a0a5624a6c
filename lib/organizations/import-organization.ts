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
  undoesUpgrade,
  type ViewerRole,
  type WantedItem,
} from './overwrite.ts';

/** Concurrent writes for one organization. */
const CONCURRENCY = 12;

/** An organization as the input file describes it. */
export type WantedOrganization = {
  readonly id: number;
  readonly organization: WantedItem;
  /** Members and projects, in any order. */
  readonly items: readonly WantedItem[];
  /**
   * False if the file has no list of projects, as in an answer with `projects=false`. Stored projects are then kept.
   */
  readonly hasProjects: boolean;
};

export type ImportOptions = {
  /** Whether to delete stored members that the file does not have and, if it has projects, stored projects likewise. */
  readonly prune: boolean;
  /** Whether to report the changes without writing them. */
  readonly isDryRun: boolean;
  /** The role of the user whose answer the file is. It decides which fields may be hidden. */
  readonly viewerRole: ViewerRole;
  /** Aborting it ends the import. */
  readonly signal?: AbortSignal;
};

/**
 * Writes an organization as the file describes it. Its users must exist already. Members and projects come first, then
 * the organization, so that a new one is listed only when it is complete; deletions come last. An organization that is
 * deleted in the table is skipped, unless the file has it as deleted, too. Only attributes that differ are written,
 * each on condition that it has not changed since it was read. The import can therefore be repeated, and run at the
 * same time as another.
 * @param report its counts and lists are added to
 * @throws TableUnavailableError, TableRefusedError, or the reason of an aborted signal
 */
export const importOrganization = async (
  table: Table,
  { id, organization, items, hasProjects }: WantedOrganization,
  options: ImportOptions,
  report: OrganizationsReport,
): Promise<void> => {
  const { prune, isDryRun, viewerRole } = options;
  const stored = await getItem(table, organizationKey(id), options);
  if (isDeleted(stored) && !isDeleted(organization.item)) {
    report.organizations.skipped += 1;
    report.skippedOrganizations.push(id);
    return;
  }
  const fileHasAdmin = items.some(({ item }) => isMember(sortKeyOf(item)) && isAdmin(item));
  const surplus: string[] = [];
  await inParallel(comparePartition(table, id, items, options), CONCURRENCY, async ({ wanted, stored: before }) => {
    if (wanted === undefined) {
      // If the file has no admin, the stored admins are kept: an organization needs one
      if (prune && before !== undefined && (fileHasAdmin || !isAdmin(before))) surplus.push(sortKeyOf(before));
    } else if (isMember(sortKeyOf(wanted.item))) {
      await importMember(table, wanted, before, { ...options, isNew: stored === undefined, fileHasAdmin }, report);
    } else {
      const decide = (current: Attributes) => overwriteProject(current, wanted, viewerRole);
      report.projects[await createOrChangeItem(table, wanted.item, { stored: before, decide, isDryRun }, options)] += 1;
    }
  });
  let keepsUpgrade = false;
  const decide = (current: Attributes) => {
    keepsUpgrade = undoesUpgrade(current, organization.item);
    const change = overwriteOrganization(current, organization, viewerRole);
    return change && { ...change, unchanged: ['deletedDate', 'trialUpgradedDate'] };
  };
  const outcome = await createOrChangeItem(table, organization.item, { stored, decide, isDryRun }, options);
  report.organizations[outcome] += 1;
  if (keepsUpgrade) report.keptUpgrades.push(id);
  const toDelete = surplus.filter((sortKey) => hasProjects || isMember(sortKey));
  await inParallel(toDelete, CONCURRENCY, async (sortKey) => {
    if (!isDryRun) await deleteItem(table, { PK: organizationPartition(id), SK: sortKey }, {}, options);
    report[isMember(sortKey) ? 'members' : 'projects'].deleted += 1;
  });
};

/**
 * @param options.isNew whether the organization is not stored yet; its members are then not reported as added
 * @param options.fileHasAdmin see {@link overwriteMember}
 */
const importMember = async (
  table: Table,
  wanted: WantedItem,
  before: Attributes | undefined,
  { isNew, fileHasAdmin, ...options }: ImportOptions & { readonly isNew: boolean; readonly fileHasAdmin: boolean },
  report: OrganizationsReport,
): Promise<void> => {
  let from: string | undefined;
  const decide = (current: Attributes) => {
    from = current['role']?.S;
    return overwriteMember(current, wanted, viewerRole, fileHasAdmin);
  };
  const { viewerRole, isDryRun } = options;
  const outcome = await createOrChangeItem(table, wanted.item, { stored: before, decide, isDryRun }, options);
  report.members[outcome] += 1;
  const { PK, SK } = keyOf(wanted.item);
  const membership = { organizationId: idInKey(PK), userId: idInKey(SK) };
  const to = wanted.item['role']?.S ?? '';
  if (outcome === 'created' && !isNew) report.addedMembers.push({ ...membership, role: to });
  if (from !== undefined && isRaised(from, to)) report.raisedRoles.push({ ...membership, from, to });
};
