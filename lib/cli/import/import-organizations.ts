import type { Table } from '../../table/call.ts';
import { inParallel } from '../../table/in-parallel.ts';
import type { Draft, WholeDraft } from './draft.ts';
import type { InputRecord } from './input-record.ts';
import { Notes } from './notes.ts';
import { readRecords } from './read-records.ts';
import { createReport, type Report } from './report.ts';
import { type WriteOptions, writeOrganization } from './write-organization.ts';
import { createUserWriter } from './write-users.ts';

export type Source = {
  /** As the operator named it. */
  readonly name: string;
  /** Whether it can be opened twice. */
  readonly isRepeatable: boolean;
  /** Its bytes from the start. */
  readonly open: () => AsyncIterable<Uint8Array>;
};

export type ImportOptions = WriteOptions & {
  /** Takes each organization of which nothing is written, with why not; and its text, if `wantsText`. */
  readonly onReject: (record: InputRecord, source: Source) => Promise<void>;
  readonly wantsText: boolean;
};

export type ImportResult = {
  readonly report: Report;
  readonly notes: Notes;
  /** The inputs that are not known to be complete, and why. */
  readonly incomplete: readonly string[];
};

/** Organizations that are written at the same time. */
const CONCURRENCY = 4;

const isWhole = (draft: Draft | undefined): draft is WholeDraft =>
  draft?.id !== undefined && draft.organization !== undefined && draft.faults.length === 0;

/**
 * Brings the table's organizations to what the sources say of them, in the order of the sources. An organization is written
 * whole or not at all: its users first, since members and projects refer to them, the organization itself last.
 *
 * It can be interrupted and run again, also at the same time as another: every write is a condition on what was read.
 * @param report is added to
 * @throws CliError for a source that is none; TableUnavailableError, TableRefusedError. What was written by then stays
 */
export const importOrganizations = async (
  table: Table,
  sources: readonly Source[],
  { onReject, wantsText, ...options }: ImportOptions,
  report = createReport(),
): Promise<ImportResult> => {
  const notes = new Notes();
  const incomplete: string[] = [];
  const users = createUserWriter(table, { counts: report.users, notes, isDryRun: options.isDryRun });

  /** One after the other, so that of several profiles of a user the first is the first of the input. */
  async function* withUsersWritten(): AsyncGenerator<WholeDraft, void, undefined> {
    for (const source of sources) {
      const ids = new Set<number>();
      const records = readRecords(source.open(), wantsText);
      let next = await records.next();
      for (; next.done !== true; next = await records.next()) {
        const record = refuseRepeated(next.value, ids);
        if (isWhole(record.draft) && record.faults.length === 0) {
          notes.addAll(record.draft.notes);
          await users.write(record.draft.users);
          yield record.draft;
        } else {
          report.organizations.rejected += 1;
          await onReject(record, source);
        }
      }
      if (next.value !== undefined) incomplete.push(`In ${source.name}: ${next.value}`);
    }
  }

  await inParallel(withUsersWritten(), CONCURRENCY, async (draft) => {
    if (await writeOrganization(table, draft, options, report)) return;
    report.organizations.left += 1;
    notes.add(
      'deleted in the table, and left as it is; `organizations restore` brings it back',
      `organization ${draft.id}`,
    );
  });
  return { report, notes, incomplete };
};

const refuseRepeated = (record: InputRecord, ids: Set<number>): InputRecord => {
  const id = record.draft?.id;
  if (id === undefined) return record;
  if (ids.has(id)) return { ...record, faults: [...record.faults, `id: organization ${id} is in this input before`] };
  ids.add(id);
  return record;
};
