import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { parseId, parseText } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { exportOrganizations } from '../export/export-organizations.ts';
import { replaceFile } from '../files/replace-file.ts';
import { resolveUserPath } from '../files/user-path.ts';
import { interruptible } from '../interruptible.ts';
import { loadTableFiles } from '../table-files/load-table-files.ts';

type ExportOptions = {
  readonly deleted: boolean;
  readonly ndjson: boolean;
  readonly output?: string;
  readonly fromFiles?: string;
};

/** Adds `export`. */
export const addExportCommand = (program: Command, cli: Cli): void => {
  program
    .command('export')
    .description('writes organizations with their users and projects, as the API answers them; no API keys')
    .argument('[organizations...]', 'their ids, all unless given', (text, ids: number[] = []) => [
      ...ids,
      parseId(text),
    ])
    .option('--deleted', 'includes those that are deleted, or whose trial ended more than 30 days ago', false)
    .option('--ndjson', 'one organization on each line, instead of one answer', false)
    .option('--output <file>', 'to a file, which is replaced only when the export is complete')
    .option('--from-files <dir>', "reads DynamoDB's full export to S3, downloaded, instead of a table", parseText)
    .action((ids: number[], options: ExportOptions) => runExport(cli, ids, options));
};

const runExport = async (cli: Cli, ids: readonly number[], options: ExportOptions): Promise<void> => {
  const { deleted: withDeleted, ndjson, output, fromFiles } = options;
  const { stdout, stderr } = cli.terminal;
  using resources = new DisposableStack();
  if (fromFiles !== undefined) cli.requireNoTable('--from-files reads no table');
  const table = fromFiles === undefined ? await cli.openTable() : undefined;
  const counters = { organizations: 0, projects: 0 };
  const request = { ids, withDeleted, format: ndjson ? 'ndjson' : 'json', now: cli.now() } as const;
  async function* parts(signal?: AbortSignal) {
    // Nothing of an export of DynamoDB's is written before all of it is known to be whole
    const opened = table ?? (await loadTableFiles(fromFiles ?? '', signal, resources));
    yield* exportOrganizations(opened, { ...request, ...(signal && { signal }) }, counters);
  }
  const describe = () => `${counters.organizations} organizations with ${counters.projects} projects`;
  if (output === undefined) {
    await pipeline(Readable.from(parts()), stdout, { end: false });
    stderr.write(`Exported ${describe()}.\n`);
    return;
  }
  await interruptible(
    (signal) => replaceFile(resolveUserPath(output), output, (file) => pipeline(Readable.from(parts(signal)), file)),
    () => `Interrupted after ${describe()}. ${output} is as it was before.`,
  );
  cli.print({ json: { ...counters, output }, text: `Exported ${describe()}.` });
};
