import { type Command, Option } from 'commander';
import { parseId, parseText } from '../arguments.ts';
import { checkTableFiles } from '../check/check-table-files.ts';
import { createFindingPrinter, type FindingCounts } from '../check/print-findings.ts';
import { runCheck } from '../check/run-check.ts';
import type { Cli } from '../cli.ts';
import { CliError, MisuseError } from '../cli-error.ts';
import { interruptible } from '../interruptible.ts';
import { addUnitsOption } from '../units-option.ts';

type CheckOptions = {
  readonly unitsPerSecond: number;
  readonly fix: boolean;
  readonly dryRun: boolean;
  readonly fromFiles?: string;
};

/** Adds `check`. */
export const addCheckCommand = (program: Command, cli: Cli): void => {
  addUnitsOption(program.command('check'))
    .description('finds broken items; it reads the whole table, or one organization')
    .argument('[organization]', "an organization's id", parseId)
    .option('--fix', 'mends index keys, but never those of trials', false)
    .addOption(new Option('--dry-run', 'with --fix: says what would be mended').default(false))
    .addOption(
      new Option('--from-files <dir>', "checks DynamoDB's full export to S3, downloaded, instead of a table")
        .argParser(parseText)
        .conflicts(['fix', 'dryRun']),
    )
    .action((id: number | undefined, options: CheckOptions) => run(cli, id, options));
};

const run = async (cli: Cli, organizationId: number | undefined, options: CheckOptions): Promise<void> => {
  const { unitsPerSecond, fix, dryRun, fromFiles } = options;
  if (dryRun && !fix) throw new MisuseError('--dry-run is for --fix.');
  if (fromFiles !== undefined) {
    cli.requireNoTable('--from-files reads no table');
    if (organizationId !== undefined) throw new MisuseError('--from-files checks everything: leave the id out.');
  }
  const table =
    fromFiles === undefined ? await (fix && !dryRun ? cli.openTableToChange() : cli.openTable()) : undefined;
  const printer = createFindingPrinter(cli);
  const total = { items: 0 };
  let isComplete = false;
  try {
    await interruptible(
      (signal) => {
        if (table === undefined) return checkTableFiles(cli, fromFiles ?? '', { signal, total }, printer);
        const request = { organizationId, unitsPerSecond, signal, total };
        return runCheck(cli, table, { ...request, fix: fix ? (dryRun ? 'dry-run' : 'yes') : 'no' }, printer);
      },
      () => `Interrupted after ${countOf(total.items, 'item')}${describeMended(printer.counts.mended)}. Run it again.`,
    );
    isComplete = true;
  } finally {
    printer.end({ ...total, dryRun, complete: isComplete });
  }
  const { broken, mended } = printer.counts;
  if (broken > 0) throw new CliError(describeBroken(total.items, printer.counts));
  if (!cli.isJson())
    cli.terminal.stdout.write(`Checked ${countOf(total.items, 'item')}; none is broken${describeMended(mended)}.\n`);
};

const describeBroken = (items: number, { broken, mended, mendable }: FindingCounts): string => {
  const advice = mendable > 0 ? ` --fix mends ${mendable} of them.` : '';
  return `${countOf(broken, 'fault')} in ${countOf(items, 'item')}${describeMended(mended)}.${advice}`;
};

const describeMended = (mended: number): string =>
  mended > 0 ? `; ${countOf(mended, 'fault')} ${mended === 1 ? 'is' : 'are'} mended` : '';

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
