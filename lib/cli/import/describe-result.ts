import { renderTable } from '../render-table.ts';
import type { ImportResult, Report } from './import-sources.ts';

const COLUMNS = ['created', 'updated', 'unchanged', 'deleted', 'skipped', 'rejected'] as const;

/** The counts of each kind of item. */
const countsOf = ({ organizations, members, projects, users, rejected }: Report) => ({
  organizations: { ...organizations, rejected },
  members,
  projects,
  users,
});

/** The result of an import for `--json`. */
export const describeAsJson = ({ report, notes, incomplete }: ImportResult, dryRun: boolean): object => {
  const { dropped, addedMembers, raisedRoles, changedAccounts, keptAccounts } = report;
  const erasedUsers = [...report.erasedUsers].toSorted((one, other) => one - other);
  const access = { addedMembers, raisedRoles, changedAccounts, keptAccounts, erasedUsers };
  return { dryRun, ...countsOf(report), dropped, ...access, notes: notes.list(), incomplete };
};

/** The result of an import as text: the counts, the users whose rights grew, and the notes. */
export const describeAsText = ({ report, notes }: ImportResult, title: string): string => {
  const rows = Object.entries(countsOf(report)).map(([kind, counts]) => [
    kind,
    ...COLUMNS.map((column) => Object.entries(counts).find(([name]) => name === column)?.[1]),
  ]);
  return [
    title,
    renderTable(['', ...COLUMNS], rows),
    ...describeAccess(report),
    ...(report.dropped === 0 ? [] : [`${report.dropped} values that cannot be read were left out.`]),
    ...notes
      .list()
      .map(
        ({ what, count, examples }) =>
          `${count} × ${what} (${examples.join(', ')}${count > examples.length ? ', …' : ''})`,
      ),
  ].join('\n');
};

const describeAccess = ({
  addedMembers,
  raisedRoles,
  changedAccounts,
  keptAccounts,
  erasedUsers,
}: Report): string[] => [
  ...list(
    'Members added to organizations that existed before:',
    addedMembers.map(({ organizationId, userId, role }) => `organization ${organizationId}: user ${userId} as ${role}`),
  ),
  ...list(
    'Roles raised:',
    raisedRoles.map(
      ({ organizationId, userId, from, to }) => `organization ${organizationId}: user ${userId} from ${from} to ${to}`,
    ),
  ),
  ...list('Accounts changed:', changedAccounts.map(describeAccount)),
  ...list('Accounts that differ and were kept; --overwrite-accounts changes them:', keptAccounts.map(describeAccount)),
  ...list(
    'Erased users whom the files have; their profiles were not written. `users erase` removes what refers to them again:',
    [...erasedUsers].map((id) => `user ${id}`),
  ),
];

const describeAccount = ({ userId, fields }: Report['keptAccounts'][number]): string =>
  `user ${userId}: ${fields.join(', ')}`;

const list = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
