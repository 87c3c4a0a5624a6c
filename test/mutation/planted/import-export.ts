import type { Fault } from '../fault.ts';

const RECORDS = ['test/unit/cli/read-records.test.ts', 'test/unit/cli/broken-records.test.ts'];
const OVERWRITE = ['test/unit/organizations/overwrite.test.ts'];
const IMPORT = ['test/unit/organizations/import-organization.test.ts'];
const PROFILE = ['test/unit/users/overwrite-profile.test.ts', 'test/unit/users/merge-profiles.test.ts'];
const PROGRESS = ['test/unit/cli/progress.test.ts'];
const OUTPUT = ['test/unit/cli/output.test.ts'];
const UTF8 = ['test/unit/cli/utf8-repair.test.ts'];
const PAGES = ['test/unit/reads/every-page.test.ts'];

export const FAULTS: readonly Fault[] = [
  {
    what: 'an answer that ends in a failure is imported as whole',
    file: 'lib/cli/import/read-records.ts',
    search: "  if (success === true) return hasOrganizations ? undefined : 'it has no list of organizations';\n",
    replace: '  if (hasOrganizations) return undefined;\n',
    tests: RECORDS,
  },
  {
    what: 'the last organization of an answer that was cut is imported',
    file: 'lib/cli/import/read-records.ts',
    search: '  if (why === undefined && held !== undefined) yield held;\n',
    replace: '  if (held !== undefined) yield held;\n',
    tests: RECORDS,
  },
  {
    what: 'text that was read is never forgotten',
    file: 'lib/cli/import/read-records.ts',
    search: '    window.forgetBefore(parser.openSince() ?? length);\n',
    replace: '',
    tests: ['test/unit/cli/forget-records.test.ts'],
  },
  {
    what: 'numbers of free-form data lose their digits',
    file: 'lib/cli/import/parse-organizations.ts',
    search: "tokenizer.isFreeForm = lastText === 'metadata';",
    replace: 'tokenizer.isFreeForm = false;',
    tests: RECORDS,
  },
  {
    what: 'a number that was rounded is taken for an id',
    file: 'lib/cli/import/exact-tokenizer.ts',
    search: 'isSameNumber(String(number), text) ? number : Number.NaN',
    replace: 'number',
    tests: RECORDS,
  },
  {
    what: 'a character that is cut between two chunks is broken',
    file: 'lib/cli/import/utf8-repair.ts',
    search: 'if (length > 0) return length > back ? back : 0;',
    replace: 'if (length > 0) return 0;',
    tests: UTF8,
  },
  {
    what: 'an organization that is in the file twice is imported twice',
    file: 'lib/cli/import/import-sources.ts',
    search: 'if (id === undefined || ids.add(id)) return record;',
    replace: 'if (id === undefined || ids) return record;',
    tests: OUTPUT,
  },
  {
    what: 'a project that is in the list twice is written twice',
    file: 'lib/cli/import/draft-organization.ts',
    search: '      this.#keys.add(sortKey);\n',
    replace: '',
    tests: RECORDS,
  },
  {
    what: 'a deleted organization is brought back by an old file',
    file: 'lib/organizations/import-organization.ts',
    search: 'if (isDeleted(stored) && !isDeleted(organization.item)) {',
    replace: 'if (isDeleted(stored) && isDeleted(organization.item)) {',
    tests: IMPORT,
  },
  {
    what: 'an upgrade is undone by a file with the trial',
    file: 'lib/organizations/overwrite.ts',
    search: 'undoesUpgrade(stored, wanted.item) ? fields.filter(isNotUpgrade) : fields',
    replace: 'fields',
    tests: OVERWRITE,
  },
  {
    what: "what a guest's file does not have is removed",
    file: 'lib/organizations/overwrite.ts',
    search: ' && (item[name] !== undefined || !mayBeHidden(name))',
    replace: '',
    tests: OVERWRITE,
  },
  {
    what: 'the stored admin loses the role to a file without any admin',
    file: 'lib/organizations/overwrite.ts',
    search: 'const keepsRole = !fileHasAdmin && isAdmin(stored);',
    replace: 'const keepsRole = fileHasAdmin && isAdmin(stored);',
    tests: OVERWRITE,
  },
  {
    what: 'pruning takes the last admin',
    file: 'lib/organizations/import-organization.ts',
    search: '&& (fileHasAdmin || !isAdmin(before))) surplus',
    replace: ') surplus',
    tests: IMPORT,
  },
  {
    what: 'pruning deletes projects that the file does not list at all',
    file: 'lib/organizations/import-organization.ts',
    search: 'surplus.filter((sortKey) => hasProjects || isMember(sortKey))',
    replace: 'surplus',
    tests: IMPORT,
  },
  {
    what: 'a dry run deletes',
    file: 'lib/organizations/import-organization.ts',
    search: 'if (!isDryRun) await deleteItem(',
    replace: 'await deleteItem(',
    tests: IMPORT,
  },
  {
    what: 'a dry run writes',
    file: 'lib/table/change.ts',
    search: "return isDryRun || (await updateItem(table, key, change, options)) ? 'updated' : undefined;",
    replace: "return (await updateItem(table, key, change, options)) ? 'updated' : undefined;",
    tests: OUTPUT,
  },
  {
    what: "an import's comparison ends with the first page",
    file: 'lib/organizations/compare-partition.ts',
    search: '      if (isWanted) next += 1;\n    }\n',
    replace: '      if (isWanted) next += 1;\n    }\n    break;\n',
    tests: PAGES,
  },
  {
    what: 'the older of two profiles wins',
    file: 'lib/users/merge-profiles.ts',
    search: 'seenAt(second.profile.lastSeen) > seenAt(first.profile.lastSeen)',
    replace: 'seenAt(second.profile.lastSeen) < seenAt(first.profile.lastSeen)',
    tests: PROFILE,
  },
  {
    what: 'an import changes e-mail addresses without being asked to',
    file: 'lib/users/overwrite-profile.ts',
    search: "  'email',\n",
    replace: '',
    tests: PROFILE,
  },
  {
    what: 'the progress stands on standard output beside --json',
    file: 'lib/cli/import/progress.ts',
    search: '{ stderr, isInteractive }: Terminal',
    replace: '{ stdout: stderr, isInteractive }: Terminal',
    tests: OUTPUT.concat(PROGRESS),
  },
  {
    what: 'the progress is a character too long for the terminal',
    file: 'lib/cli/import/progress.ts',
    search: 'columnsOf(stderr) - 1',
    replace: 'columnsOf(stderr) + 1',
    tests: PROGRESS,
  },
  {
    what: 'an export has deleted organizations although nobody asked for them',
    file: 'lib/cli/export/export-organizations.ts',
    search: 'request.withDeleted || isListed(',
    replace: 'request.format || isListed(',
    tests: OUTPUT,
  },
  {
    what: 'an export of two organizations is in the order of the command line',
    file: 'lib/cli/export/export-organizations.ts',
    search: '[...new Set(ids)].toSorted(ascending)',
    replace: '[...new Set(ids)]',
    tests: OUTPUT,
  },
  {
    what: 'an export that fails ends as a success',
    file: 'lib/cli/export/export-organizations.ts',
    search: '  if (failure !== undefined) throw failure;\n',
    replace: '',
    tests: ['test/unit/cli/export-organizations.test.ts'],
  },
];
