import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { parseId } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../cli-error.ts';
import { exportOrganizations } from '../export/export-organizations.ts';

type ExportOptions = { readonly deleted: boolean; readonly ndjson: boolean; readonly output?: string };

/** Adds `export`. */
export const addExportCommand = (program: Command, cli: Cli): void => {
  program
    .command('export')
    .description('writes organizations with their users and projects, in the form of the API; keys are not among it')
    .argument('[organizations...]', 'their ids, all unless given', (text, ids: number[] = []) => [
      ...ids,
      parseId(text),
    ])
    .option('--deleted', 'with those that are deleted, or whose trial is over', false)
    .option('--ndjson', 'a line for each organization, instead of one answer', false)
    .option('--output <file>', 'to a file, which is replaced only when the export is complete')
    .action((ids: number[], options: ExportOptions) => runExport(cli, ids, options));
};

const runExport = async (cli: Cli, ids: readonly number[], options: ExportOptions): Promise<void> => {
  const { deleted: withDeleted, ndjson, output } = options;
  const { stdout, stderr } = cli.terminal;
  const table = await cli.openTable();
  const counters = { organizations: 0, projects: 0 };
  const request = { ids, withDeleted, format: ndjson ? 'ndjson' : 'json', now: cli.now() } as const;
  const write = (target: Writable, end: boolean) =>
    pipeline(Readable.from(exportOrganizations(table, request, counters)), target, { end });
  if (output === undefined) await write(stdout, false);
  else await replaceFile(output, (file) => write(file, true));
  const text = `Exported ${counters.organizations} organizations with ${counters.projects} projects.`;
  if (output !== undefined) cli.print({ json: { ...counters, output }, text });
  else stderr.write(`${text}\n`);
};

/** Writes beside the file first, so that a failure leaves what was there before. */
const replaceFile = async (path: string, write: (file: Writable) => Promise<void>): Promise<void> => {
  const unfinished = `${path}.unfinished`;
  const file = createWriteStream(unfinished, { flush: true, mode: 0o600 });
  try {
    await write(file);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (error instanceof Error && 'syscall' in error && 'path' in error) {
      throw new CliError(`Cannot write ${path}: ${error.message}`, { cause: error });
    }
    throw error;
  }
};
