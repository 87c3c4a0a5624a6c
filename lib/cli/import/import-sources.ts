import type { ImportOptions } from '../../organizations/import-organization.ts';
import { importOrganizations } from '../../organizations/import-organizations.ts';
import { createOrganizationsReport, type OrganizationsReport } from '../../organizations/import-report.ts';
import { mayBeHidden } from '../../organizations/overwrite.ts';
import type { Table } from '../../table/call.ts';
import { createProfileImporter, createUsersReport, type UsersReport } from '../../users/import-profiles.ts';
import type { Draft, WholeDraft } from './draft.ts';
import type { ReadingOptions } from './examiner.ts';
import type { IdSet } from './id-set.ts';
import type { InputRecord } from './input-record.ts';
import { Notes } from './notes.ts';
import { DIFFERENT_PROFILES } from './profile-collector.ts';
import { readRecords } from './read-records.ts';

export type Source = {
  /** As the operator named it. */
  readonly name: string;
  /** Whether it can be opened twice. */
  readonly isRepeatable: boolean;
  /** Returns its bytes from the start. */
  readonly open: () => AsyncIterable<Uint8Array>;
};

export type ImportSourcesOptions = ImportOptions &
  ReadingOptions & {
    /** Whether account fields of stored users, such as e-mail addresses and rights, may be changed. */
    readonly overwriteAccounts: boolean;
    /** Whether the table was empty before this import. */
    readonly isTableNew: boolean;
    /** Creates an empty set of ids, one for each source. */
    readonly createIdSet: () => IdSet;
    readonly wantsText: boolean;
    /**
     * Called for each organization that was not imported, or only in part. The record has the faults and, with
     * `wantsText`, the text.
     */
    readonly onReject: (record: InputRecord, source: Source) => Promise<void>;
    /** Called for each value that was left out because it cannot be read. */
    readonly onDrop: (record: InputRecord, source: Source, dropped: string) => void;
  };

/** What an import did, or would do in a dry run. */
export type Report = OrganizationsReport & UsersReport & { rejected: number; dropped: number };

/** Creates an empty report. */
export const createReport = (): Report => ({
  ...createOrganizationsReport(),
  ...createUsersReport(),
  rejected: 0,
  dropped: 0,
});

export type ImportResult = {
  readonly report: Report;
  readonly notes: Notes;
  /** For each input that is not known to be complete, a sentence that says why. */
  readonly incomplete: readonly string[];
};

type SourcedDraft = WholeDraft & { readonly record: InputRecord; readonly source: Source };

/**
 * Imports the sources one after the other. An organization with a fault is skipped as a whole; the others continue.
 * @param report its counts and lists are added to
 * @throws CliError for a source of an unknown format; TableUnavailableError, TableRefusedError, or the reason of an
 *   aborted signal. Items written before that remain
 */
export const importSources = async (
  table: Table,
  sources: readonly Source[],
  options: ImportSourcesOptions,
  report = createReport(),
): Promise<ImportResult> => {
  const notes = new Notes();
  const incomplete: string[] = [];
  const { overwriteAccounts, isTableNew, isDryRun, signal, onReject, onDrop } = options;
  const onConflict = (userId: number, other: 'input' | 'table') =>
    notes.add(other === 'input' ? DIFFERENT_PROFILES : SEEN_LATER, `user ${userId}`);
  const stop = signal === undefined ? {} : { signal };
  const profiles = { isTableNew, overwriteAccounts, isDryRun, mayBeHidden, onConflict, ...stop };
  const users = createProfileImporter(table, profiles, report);

  const reject = async (record: InputRecord, source: Source): Promise<void> => {
    report.rejected += 1;
    await onReject(record, source);
  };

  async function* readSources(): AsyncGenerator<SourcedDraft, void, undefined> {
    for (const source of sources) {
      const ids = options.createIdSet();
      const records = readRecords(source.open(), options);
      let next = await records.next();
      for (; next.done !== true; next = await records.next()) {
        const record = refuseRepeated(next.value, ids);
        const { draft } = record;
        if (!isWhole(draft) || record.faults.length > 0) {
          await reject(record, source);
          continue;
        }
        report.dropped += draft.dropped.length;
        for (const dropped of draft.dropped) onDrop(record, source, dropped);
        notes.addAll(draft.notes);
        yield { ...draft, record, source };
      }
      if (next.value !== undefined) incomplete.push(`In ${source.name}: ${next.value}`);
    }
  }

  await importOrganizations(
    table,
    readSources(),
    {
      ...options,
      writeUsers: (found) => users.write(found.users),
      onRefused: ({ record, source }, reason) =>
        reject(
          { ...record, faults: [`the table refused a part of it; other parts may have been written: ${reason}`] },
          source,
        ),
    },
    report,
  );
  sortReport(report);
  for (const id of report.skippedOrganizations) notes.add(SKIPPED, `organization ${id}`);
  for (const id of report.keptUpgrades) notes.add(KEPT_UPGRADE, `organization ${id}`);
  return { report, notes, incomplete };
};

/** Sorts what concurrent writes added in random order, so that the output is reproducible. */
const sortReport = ({ addedMembers, raisedRoles, changedAccounts, keptAccounts }: Report): void => {
  for (const members of [addedMembers, raisedRoles]) {
    members.sort((one, other) => one.organizationId - other.organizationId || one.userId - other.userId);
  }
  for (const accounts of [changedAccounts, keptAccounts]) accounts.sort((one, other) => one.userId - other.userId);
};

const SEEN_LATER = 'users whose profile in the table is newer: it is kept';
const SKIPPED = 'deleted in the table, not imported; `organizations restore` brings it back';
const KEPT_UPGRADE = 'upgraded in the table, which an import does not undo';

const isWhole = (draft: Draft | undefined): draft is WholeDraft =>
  draft?.id !== undefined && draft.organization !== undefined && draft.faults.length === 0;

const refuseRepeated = (record: InputRecord, ids: IdSet): InputRecord => {
  const id = record.draft?.id;
  if (id === undefined || ids.add(id)) return record;
  return { ...record, faults: [...record.faults, `id: organization ${id} is already in this input`] };
};
