import { type Command, Option } from 'commander';
import { memberRoleSchema } from '../../contract/model.ts';
import { parseChoice, parseKeyArn, parseText } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError, MisuseError } from '../cli-error.ts';
import { describeAsJson, describeAsText } from '../import/describe-result.ts';
import { createIdSet } from '../import/id-set.ts';
import { describeProgress, importFiles, type ReadingCommandOptions, requireAll } from '../import/import-files.ts';
import { createReport, type Report, type Source } from '../import/import-sources.ts';
import { openSources, STANDARD_INPUT } from '../import/open-sources.ts';
import { readRecords } from '../import/read-records.ts';
import { interruptible } from '../interruptible.ts';
import { importToFiles } from '../table-files/import-to-files.ts';

type ImportCommandOptions = ReadingCommandOptions & {
  readonly prune: boolean;
  readonly dryRun: boolean;
  readonly toFiles?: string;
  readonly identities?: string;
  readonly tableKey?: string;
};

/** Adds `import`. */
export const addImportCommand = (program: Command, cli: Cli): void => {
  program
    .command('import')
    .description(
      'writes organizations with their users and projects: answers of the API, exports, or one organization on each line',
    )
    .argument('[files...]', `what to import; ${STANDARD_INPUT}, or none, is standard input`)
    .addOption(
      new Option(
        '--viewer-role <role>',
        'the role of the user whose answers the files are; what they do not see stays as it is',
      )
        .default('admin', 'admin, as for an export')
        .argParser(parseChoice(memberRoleSchema)),
    )
    .option('--overwrite-accounts', 'also changes e-mails, rights and billing of users who exist', false)
    .option('--prune', "deletes the organizations' members and projects that the files do not have", false)
    .option(
      '--lenient',
      'leaves out optional values that cannot be read, instead of refusing their organization',
      false,
    )
    .option('--dry-run', 'says what would be changed, and changes nothing', false)
    .option('--rejects <file>', 'keeps the organizations that are broken in a new file, one on each line')
    .addOption(
      new Option('--to-files <dir>', "writes files for DynamoDB's import from S3, instead of a table")
        .argParser(parseText)
        .conflicts(['prune', 'dryRun', 'overwriteAccounts']),
    )
    .option('--identities <file>', 'with --to-files: identities, as `users export-identities` writes them')
    .option('--table-key <arn>', 'with --to-files: the KMS key that will encrypt the table', parseKeyArn)
    .action((files: string[], options: ImportCommandOptions) => {
      const paths = files.length === 0 ? [STANDARD_INPUT] : files;
      const report = createReport();
      const { toFiles: directory, ...others } = options;
      if (directory !== undefined) return importToFiles(cli, paths, { ...others, directory }, report);
      if (others.identities !== undefined || others.tableKey !== undefined)
        throw new MisuseError('--identities and --table-key are for --to-files. `users link --from` links identities.');
      return interruptible(
        (signal) => runImport(cli, paths, options, { report, signal }),
        () => `Interrupted: ${describeProgress(report)}. Run the same command again to do the rest.`,
      );
    });
};

const runImport = async (
  cli: Cli,
  files: readonly string[],
  options: ImportCommandOptions,
  { report, signal }: { readonly report: Report; readonly signal: AbortSignal },
): Promise<void> => {
  const { prune, dryRun: isDryRun, viewerRole } = options;
  if (prune && viewerRole === 'guest') throw new MisuseError("--prune needs complete files, and a guest's are not.");
  const onTable = { ...options, isDryRun, isTableNew: false, createIdSet, signal };
  const opened = await openSources(files, cli.terminal.stdin, signal);
  if (prune) await allowPruning(cli, opened.sources, isDryRun);
  const result = await importFiles(cli, await cli.openTable(), opened, onTable, report);
  const title = isDryRun ? 'Dry run, nothing was changed. The import would come to:' : 'Imported:';
  cli.print({ json: describeAsJson(result, isDryRun), text: describeAsText(result, title) });
  requireAll(result);
};

/** What is missing from a part of an answer is not to be deleted, and only a file can be looked through before. */
const allowPruning = async (cli: Cli, sources: readonly Source[], isDryRun: boolean): Promise<void> => {
  if (!sources.every(({ isRepeatable }) => isRepeatable))
    throw new MisuseError('--prune needs files: only the end of an answer shows whether it is complete.');
  for (const { name, open } of sources) {
    const records = readRecords(open(), { wantsText: false, isLenient: true, now: cli.now() });
    let next = await records.next();
    while (next.done !== true) next = await records.next();
    if (next.value !== undefined)
      throw new CliError(
        `Nothing was changed: --prune deletes what a file does not have, so the file must be complete. ${name}: ${next.value}`,
      );
  }
  if (!isDryRun)
    await cli.confirm('Delete the members and projects of these organizations that the files do not have?');
};
