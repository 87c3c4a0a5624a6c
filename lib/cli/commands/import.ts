import { type Command, Option } from 'commander';
import { memberRoleSchema } from '../../contract/model.ts';
import type { ViewerRole } from '../../organizations/overwrite.ts';
import { parseChoice } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError, MisuseError } from '../cli-error.ts';
import { resolveUserPath } from '../files/user-path.ts';
import { describeAsJson, describeAsText } from '../import/describe-result.ts';
import { createReport, type ImportResult, importSources, type Report, type Source } from '../import/import-sources.ts';
import type { InputRecord } from '../import/input-record.ts';
import { openSources, STANDARD_INPUT } from '../import/open-sources.ts';
import { createProgress } from '../import/progress.ts';
import { readRecords } from '../import/read-records.ts';
import { createRejectsFile } from '../import/rejects-file.ts';
import { interruptible } from '../interruptible.ts';
import { printable } from '../printable.ts';

type ImportCommandOptions = {
  readonly prune: boolean;
  readonly dryRun: boolean;
  readonly viewerRole: ViewerRole;
  readonly overwriteAccounts: boolean;
  readonly lenient: boolean;
  readonly rejects?: string;
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
    .option('--lenient', 'leaves out optional values that cannot be read, instead of their organization', false)
    .option('--dry-run', 'says what would be changed, and changes nothing', false)
    .option('--rejects <file>', 'keeps the organizations that are broken in a new file, one on each line')
    .action((files: string[], options: ImportCommandOptions) => {
      const paths = files.length === 0 ? [STANDARD_INPUT] : files;
      const report = createReport();
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
  const { prune, dryRun: isDryRun, viewerRole, overwriteAccounts, lenient: isLenient, rejects } = options;
  if (prune && viewerRole === 'guest')
    throw new MisuseError('--prune needs all that there is, which a guest does not see.');
  const { terminal } = cli;
  let advance = (_bytes: number): void => undefined;
  const { sources, total } = await openSources(files, terminal.stdin, (bytes) => advance(bytes), signal);
  if (prune) await allowPruning(cli, sources, isDryRun);
  const table = await cli.openTable();
  const rejectsFile = rejects === undefined ? undefined : await createRejectsFile(resolveUserPath(rejects), rejects);
  const progress = createProgress(terminal, total, cli.now, () => describeProgress(report));
  advance = progress.advance;
  // A line for each, whatever names of fields the input makes up
  const say = (text: string) => progress.say(printable(text).replaceAll('\n', ' '));
  let result: ImportResult;
  try {
    result = await importSources(
      table,
      sources,
      {
        ...{ prune, isDryRun, viewerRole, overwriteAccounts, isLenient, signal, now: cli.now() },
        wantsText: rejects !== undefined,
        onReject: async ({ place, faults, text }: InputRecord, { name }: Source) => {
          say(`${name}: ${place}: ${faults.join('; ')}`);
          if (text !== undefined) await rejectsFile?.add(text);
        },
        onDrop: ({ place }, { name }, dropped) => say(`${name}: ${place}: ${dropped}`),
      },
      report,
    );
  } finally {
    progress.stop();
    await rejectsFile?.close();
  }
  cli.print({ json: describeAsJson(result, isDryRun), text: describeAsText(result, isDryRun) });
  const broken = report.rejected === 0 ? [] : [`${report.rejected} broken organizations were left out.`];
  const failures = [...result.incomplete, ...broken];
  if (failures.length > 0) throw new CliError(failures.join('\n'));
};

const describeProgress = ({ organizations, rejected }: Report): string => {
  const done = Object.values(organizations).reduce((sum, count) => sum + count);
  return `${done} organizations done, ${rejected} rejected`;
};

/** What is missing from a part of an answer is not to be deleted, and only a file can be looked through before. */
const allowPruning = async (cli: Cli, sources: readonly Source[], isDryRun: boolean): Promise<void> => {
  if (!sources.every(({ isRepeatable }) => isRepeatable))
    throw new MisuseError('--prune needs files: only at its end is an answer known to be complete.');
  for (const { name, open } of sources) {
    const records = readRecords(open(), { wantsText: false, isLenient: true, now: cli.now() });
    let next = await records.next();
    while (next.done !== true) next = await records.next();
    if (next.value !== undefined)
      throw new CliError(
        `Nothing was changed: --prune deletes what a file does not have, so it needs all of it. ${name}: ${next.value}`,
      );
  }
  if (!isDryRun)
    await cli.confirm('Delete the members and projects of these organizations that the files do not have?');
};
