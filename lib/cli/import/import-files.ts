import type { ViewerRole } from '../../organizations/overwrite.ts';
import type { Table } from '../../table/call.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { resolveUserPath } from '../files/user-path.ts';
import { printable } from '../printable.ts';
import { type ImportResult, type ImportSourcesOptions, importSources, type Report } from './import-sources.ts';
import type { OpenedSources } from './open-sources.ts';
import { createProgress } from './progress.ts';
import { createRejectsFile } from './rejects-file.ts';

/** The options of `import` that say how its files are read. */
export type ReadingCommandOptions = {
  readonly viewerRole: ViewerRole;
  readonly overwriteAccounts: boolean;
  readonly lenient: boolean;
  readonly rejects?: string;
};

export type ImportFilesOptions = ReadingCommandOptions &
  Pick<ImportSourcesOptions, 'prune' | 'isDryRun' | 'isTableNew' | 'createIdSet'> & { readonly signal: AbortSignal };

/**
 * Imports sources, with the progress and the rejected organizations on standard error.
 * @param report its counts and lists are added to
 * @throws CliError, and whatever `importSources` throws
 */
export const importFiles = async (
  cli: Cli,
  table: Table,
  { sources, total, watch }: OpenedSources,
  options: ImportFilesOptions,
  report: Report,
): Promise<ImportResult> => {
  const { viewerRole, lenient: isLenient, rejects, ...rest } = options;
  const rejectsFile = rejects === undefined ? undefined : await createRejectsFile(resolveUserPath(rejects), rejects);
  const progress = createProgress(cli.terminal, total, cli.now, () => describeProgress(report));
  watch(progress.advance);
  // A line for each, whatever names of fields the input makes up
  const say = (text: string) => progress.say(printable(text).replaceAll('\n', ' '));
  try {
    return await importSources(
      table,
      sources,
      {
        ...{ ...rest, viewerRole, isLenient, now: cli.now(), wantsText: rejects !== undefined },
        onReject: async ({ place, faults, text }, { name }) => {
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
};

/** How far an import has come. */
export const describeProgress = ({ organizations, rejected }: Report): string => {
  const done = Object.values(organizations).reduce((sum, count) => sum + count);
  return `${done} organizations done, ${rejected} rejected`;
};

/** @throws CliError if an input was incomplete, or an organization was left out */
export const requireAll = ({ incomplete, report }: ImportResult): void => {
  const broken = report.rejected === 0 ? [] : [`${report.rejected} broken organizations were left out.`];
  const failures = [...incomplete, ...broken];
  if (failures.length > 0) throw new CliError(failures.join('\n'));
};
