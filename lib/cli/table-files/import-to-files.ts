import { access } from 'node:fs/promises';
import { TableUnavailableError } from '../../table/errors.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { fileError } from '../files/file-error.ts';
import { resolveUserPath } from '../files/user-path.ts';
import { type LinkCounts, linkLines } from '../identities/link-from-file.ts';
import { describeAsJson, describeAsText } from '../import/describe-result.ts';
import { describeProgress, importFiles, type ReadingCommandOptions, requireAll } from '../import/import-files.ts';
import type { ImportResult, Report } from '../import/import-sources.ts';
import { openSources } from '../import/open-sources.ts';
import { interruptible } from '../interruptible.ts';
import { describeLoad, type Step, whyTooLarge } from './describe-load.ts';
import { openDiskStore } from './disk-store.ts';
import { createDiskTable } from './disk-table.ts';
import { claimFilesDirectory, type TableFiles } from './write-table-files.ts';

export type ToFilesOptions = ReadingCommandOptions & {
  readonly directory: string;
  /** A file of identities. */
  readonly identities?: string;
  /** The ARN of the KMS key that will encrypt the table. */
  readonly tableKey?: string;
};

type Written = { readonly result: ImportResult; readonly links: LinkCounts | undefined; readonly files: TableFiles };

/**
 * Imports into an empty table on disk, writes its items as files for DynamoDB's import from S3, and prints how to load them.
 * Nothing in the directory looks complete before it is.
 * @param report is added to
 * @throws CliError, also if anything was left out of the files
 */
export const importToFiles = async (
  cli: Cli,
  paths: readonly string[],
  options: ToFilesOptions,
  report: Report,
): Promise<void> => {
  cli.requireNoTable('--to-files writes no table');
  const { directory, tableKey } = options;
  const written = await interruptible(
    (signal) => write(cli, paths, options, { report, signal }).catch(withoutTable),
    () => `Interrupted: ${describeProgress(report)}. ${directory} has nothing that can be loaded.`,
  );
  const steps = describeLoad(resolveUserPath(directory), written.files, tableKey);
  print(cli, directory, written, steps);
  const tooLarge = whyTooLarge(written.files);
  if (tooLarge !== undefined) throw new CliError(tooLarge);
  requireAll(written.result);
  if (written.links !== undefined && written.links.refused > 0)
    throw new CliError(`${written.links.refused} lines of identities were refused.`);
};

const write = async (
  cli: Cli,
  paths: readonly string[],
  { directory, identities, ...options }: ToFilesOptions,
  { report, signal }: { readonly report: Report; readonly signal: AbortSignal },
): Promise<Written> => {
  const path = resolveUserPath(directory);
  if (identities !== undefined) await requireReadable(identities);
  const opened = await openSources(paths, cli.terminal.stdin, signal);
  await using claimed = await claimFilesDirectory(path, directory);
  using store = await openDiskStore(path, directory);
  const table = createDiskTable(store, directory);
  const createIdSet = () => store.createIdSet();
  const settings = { ...options, prune: false, isDryRun: false, isTableNew: true, createIdSet, signal };
  const result = await importFiles(cli, table, opened, settings, report);
  const say = (text: string) => cli.terminal.stderr.write(`${text}\n`);
  const linking = { byEmail: false, dryRun: false, now: cli.now(), say };
  const links = identities === undefined ? undefined : await linkLines(table, identities, linking);
  if (store.isEmpty()) throw new CliError('There is nothing to write: no organization could be imported.');
  return { result, links, files: await claimed.write(store, signal) };
};

/** Now, and not only when all organizations have been read. */
const requireReadable = async (file: string): Promise<void> => {
  await access(resolveUserPath(file)).catch((error) => {
    throw fileError('read', file, error);
  });
};

/** What a table on disk cannot do, its own error says, and not that a table did not answer. */
const withoutTable = (error: unknown): never => {
  throw error instanceof TableUnavailableError && error.cause instanceof CliError ? error.cause : error;
};

const print = (cli: Cli, directory: string, { result, links, files }: Written, steps: readonly Step[]): void => {
  const { items, parts, bytes, compressedBytes } = files;
  const sizes = `${megabytes(bytes)} MB, ${megabytes(compressedBytes)} MB compressed`;
  const text = [
    describeAsText(result, `Written to ${directory}, for an empty table:`),
    ...(links === undefined ? [] : [`${links.linked} identities, ${links.refused} refused.`]),
    `${items} items in ${parts === 1 ? 'one file' : `${parts} files`}, ${sizes}.`,
    '',
    'Load them with these commands, in order. Set BUCKET to a bucket, and TABLE to the name of a table that is not there yet.',
    ...steps.flatMap(({ what, commands }) => ['', `# ${what}`, ...commands]),
  ].join('\n');
  cli.print({
    json: { ...describeAsJson(result, false), identities: links, files: { directory, ...files }, steps },
    text,
  });
};

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
