import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError, MisuseError } from '../cli-error.ts';
import { type ImportResult, importOrganizations, type Source } from '../import/import-organizations.ts';
import type { InputRecord } from '../import/input-record.ts';
import { openSources, STANDARD_INPUT } from '../import/open-sources.ts';
import { createProgress } from '../import/progress.ts';
import { readRecords } from '../import/read-records.ts';
import { createRejectsFile } from '../import/rejects-file.ts';
import { createReport, type Report } from '../import/report.ts';
import { printable } from '../printable.ts';
import { renderTable } from '../render-table.ts';

type ImportCommandOptions = { readonly prune: boolean; readonly dryRun: boolean; readonly rejects?: string };

/** Adds `import`. */
export const addImportCommand = (program: Command, cli: Cli): void => {
  program
    .command('import')
    .description(
      'writes organizations with their users and projects: answers of the API, or one organization on each line',
    )
    .argument('[files...]', `what to import; ${STANDARD_INPUT}, or none, is standard input`)
    .option('--prune', "deletes the organizations' members and projects that the files do not have", false)
    .option('--dry-run', 'says what would be changed, and changes nothing', false)
    .option('--rejects <file>', 'keeps the organizations that are broken in a new file, one on each line')
    .action((files: string[], options: ImportCommandOptions) =>
      runImport(cli, files.length === 0 ? [STANDARD_INPUT] : files, options),
    );
};

const runImport = async (cli: Cli, files: readonly string[], options: ImportCommandOptions): Promise<void> => {
  const { prune, dryRun: isDryRun, rejects } = options;
  const { terminal } = cli;
  let result: ImportResult | undefined;
  let advance = (_bytes: number): void => undefined;
  const { sources, total } = await openSources(files, terminal.stdin, (bytes) => advance(bytes));
  if (prune) await allowPruning(cli, sources, isDryRun);
  const table = await cli.openTable();
  const rejectsFile = rejects === undefined ? undefined : await createRejectsFile(rejects);
  const report = createReport();
  const progress = createProgress(terminal, total, cli.now, () => describeReport(report));
  advance = progress.advance;
  try {
    const options = {
      ...{ prune, isDryRun, wantsText: rejects !== undefined },
      onReject: async ({ place, faults, text }: InputRecord, { name }: Source) => {
        // a line for each, whatever names of fields the input makes up
        terminal.stderr.write(`${printable(`${name}: ${place}: ${faults.join('; ')}`).replaceAll('\n', ' ')}\n`);
        if (text !== undefined) await rejectsFile?.add(text);
      },
    };
    result = await importOrganizations(table, sources, options, report);
  } finally {
    progress.stop(isDryRun ? 'Nothing was changed.' : 'Imported.');
    await rejectsFile?.close();
  }
  printResult(cli, result, isDryRun);
};

const describeReport = ({ organizations }: Report): string => {
  const { rejected, ...done } = organizations;
  return `${Object.values(done).reduce((sum, count) => sum + count)} organizations done, ${rejected} rejected`;
};

/** What is missing from a part of an answer is not to be deleted, and only a file can be looked through before. */
const allowPruning = async (cli: Cli, sources: readonly Source[], isDryRun: boolean): Promise<void> => {
  if (!sources.every(({ isRepeatable }) => isRepeatable))
    throw new MisuseError('--prune needs files: that an answer is complete is known at its end only.');
  for (const { name, open } of sources) {
    const records = readRecords(open(), false);
    let next = await records.next();
    while (next.done !== true) next = await records.next();
    if (next.value !== undefined)
      throw new CliError(
        `Nothing was changed, for nothing may be missing when --prune deletes what is. ${name}: ${next.value}`,
      );
  }
  if (!isDryRun)
    await cli.confirm('Delete the members and projects of these organizations that the files do not have?');
};

const printResult = (cli: Cli, { report, notes, incomplete }: ImportResult, isDryRun: boolean): void => {
  const columns = ['created', 'updated', 'unchanged', 'deleted', 'left', 'rejected'];
  const rows = Object.entries(report).map(([kind, counts]) => [
    kind,
    ...columns.map((column) => Object.entries(counts).find(([name]) => name === column)?.[1]),
  ]);
  const noteLines = notes
    .list()
    .map(
      ({ what, count, examples }) =>
        `${count} × ${what} (${examples.join(', ')}${count > examples.length ? ', …' : ''})`,
    );
  cli.print({
    json: { dryRun: isDryRun, ...report, notes: notes.list(), incomplete },
    text: [
      isDryRun ? 'Nothing was changed. An import would come to:' : 'Imported:',
      renderTable(['', ...columns], rows),
      ...noteLines,
    ].join('\n'),
  });
  const { rejected } = report.organizations;
  const failures = [...incomplete, ...(rejected === 0 ? [] : [`${rejected} broken organizations were left out.`])];
  if (failures.length > 0) throw new CliError(failures.join('\n'));
};
