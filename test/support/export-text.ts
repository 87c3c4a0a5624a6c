import { exportOrganizations } from '../../lib/cli/export/export-organizations.ts';
import { createIdSet } from '../../lib/cli/import/id-set.ts';
import { type ImportSourcesOptions, importSources } from '../../lib/cli/import/import-sources.ts';
import type { InputRecord } from '../../lib/cli/import/input-record.ts';
import type { Table } from '../../lib/table/call.ts';
import type { Records } from '../../lib/table/encode.ts';
import { NOW } from './build-records.ts';
import { expectedOrganizations } from './expected-organizations.ts';

/** When imports run in tests, in milliseconds since 1970: after all that sample data says of the past. */
export const IMPORT_TIME = Date.parse('2026-01-01T00:00:00Z');

/** Everything that a table's export says, deleted organizations included. */
export const exportText = async (table: Table, withDeleted = true): Promise<string> => {
  let text = '';
  const request = { ids: [], withDeleted, format: 'json', now: NOW } as const;
  for await (const chunk of exportOrganizations(table, request, { organizations: 0, projects: 0 })) text += chunk;
  return text;
};

/** The text in pieces, as a file or a pipe would give it. */
export const sourceOf = (text: string | Uint8Array, pieceLength = 1_000, name = 'file') => ({
  name,
  isRepeatable: true,
  open: async function* () {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    for (let start = 0; start < bytes.length; start += pieceLength) yield bytes.subarray(start, start + pieceLength);
  },
});

/** Imports texts, and tells what was rejected as well. */
export const importText = async (
  table: Table,
  texts: string | Uint8Array | readonly string[],
  options: Partial<ImportSourcesOptions> = {},
) => {
  const rejected: InputRecord[] = [];
  const droppedValues: string[] = [];
  const result = await importSources(
    table,
    (Array.isArray(texts) ? texts : [texts]).map((text, index) => sourceOf(text, 1_000, `file${index}`)),
    {
      ...{ prune: false, isDryRun: false, wantsText: false, isLenient: false },
      ...{ viewerRole: 'admin', overwriteAccounts: false, now: IMPORT_TIME },
      ...{ isTableNew: false, createIdSet },
      onReject: async (record) => void rejected.push(record),
      onDrop: (_, __, dropped) => void droppedValues.push(dropped),
      ...options,
    },
  );
  return { ...result, rejected, dropped: droppedValues };
};

/** Organizations with everything that is stored of them, computed from records. */
export const adminView = (records: Records): object[] =>
  records.organizations
    .toSorted((one, other) => one.id - other.id)
    .flatMap(({ id }) => expectedOrganizations(records, { organizationId: id, role: 'operator' }, NOW));

export const answerOf = (organizations: readonly object[]): string => JSON.stringify({ organizations, success: true });

export const linesOf = (organizations: readonly object[]): string =>
  organizations.map((organization) => `${JSON.stringify(organization)}\n`).join('');
