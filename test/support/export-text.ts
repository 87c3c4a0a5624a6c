import { exportOrganizations } from '../../lib/cli/export/export-organizations.ts';
import { type ImportOptions, importOrganizations } from '../../lib/cli/import/import-organizations.ts';
import type { InputRecord } from '../../lib/cli/import/input-record.ts';
import type { Table } from '../../lib/table/call.ts';
import type { Records } from '../../lib/table/encode.ts';
import { NOW } from './build-records.ts';
import { expectedOrganizations } from './expected-organizations.ts';

/** Everything that a table's export says, deleted organizations included. */
export const exportText = async (table: Table, withDeleted = true): Promise<string> => {
  let text = '';
  const request = { ids: [], withDeleted, format: 'json', now: NOW } as const;
  for await (const chunk of exportOrganizations(table, request, { organizations: 0, projects: 0 })) text += chunk;
  return text;
};

/** The text in pieces, as a file or a pipe would give it. */
export const sourceOf = (text: string, pieceLength = 1_000, name = 'file') => ({
  name,
  isRepeatable: true,
  open: async function* () {
    const bytes = Buffer.from(text);
    for (let start = 0; start < bytes.length; start += pieceLength) yield bytes.subarray(start, start + pieceLength);
  },
});

/** Imports texts, and tells what was rejected as well. */
export const importText = async (
  table: Table,
  texts: string | readonly string[],
  options: Partial<ImportOptions> = {},
) => {
  const rejected: InputRecord[] = [];
  const result = await importOrganizations(
    table,
    [texts].flat().map((text, index) => sourceOf(text, 1_000, `file${index}`)),
    {
      ...{ prune: false, isDryRun: false, wantsText: false },
      onReject: async (record) => void rejected.push(record),
      ...options,
    },
  );
  return { ...result, rejected };
};

/** Organizations with everything that is stored of them, computed from records. */
export const adminView = (records: Records): object[] =>
  records.organizations
    .toSorted((one, other) => one.id - other.id)
    .flatMap(({ id }) => expectedOrganizations(records, { organizationId: id, role: 'operator' }, NOW));

export const answerOf = (organizations: readonly object[]): string => JSON.stringify({ organizations, success: true });

export const linesOf = (organizations: readonly object[]): string =>
  organizations.map((organization) => `${JSON.stringify(organization)}\n`).join('');
