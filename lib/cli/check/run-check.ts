import { checkItems } from '../../check/check-items.ts';
import type { Finding } from '../../check/finding.ts';
import { createLookAgain } from '../../check/look-again.ts';
import { mendFinding } from '../../check/mend-finding.ts';
import { createPacedReads } from '../../check/paced-reads.ts';
import { readOrganization } from '../../check/read-organization.ts';
import type { Table } from '../../table/call.ts';
import { createPace } from '../../table/pace.ts';
import type { Cli } from '../cli.ts';
import { createProgress } from '../import/progress.ts';
import { sizeOfTable } from '../size-of-table.ts';
import type { FindingPrinter, Mending } from './print-findings.ts';

export type CheckRequest = {
  /** Absent: the whole table. */
  readonly organizationId: number | undefined;
  readonly unitsPerSecond: number;
  readonly fix: 'no' | 'dry-run' | 'yes';
  readonly signal: AbortSignal;
  /** What was read so far; is changed as the check goes on. */
  readonly total: { items: number };
};

/**
 * Checks a table, or one organization of it, and prints what it finds.
 * @throws OrganizationMissingError, TableUnavailableError, TableRefusedError, or what an aborted signal leads to
 */
export const runCheck = async (
  cli: Cli,
  table: Table,
  { organizationId, unitsPerSecond, fix, signal, total }: CheckRequest,
  printer: FindingPrinter,
): Promise<void> => {
  const reads = createPacedReads(table, createPace(unitsPerSecond), signal);
  const size = organizationId === undefined ? await sizeOfTable(table) : undefined;
  const describe = () => `${total.items} items, ${printer.counts.broken} broken`;
  const progress = createProgress(cli.terminal, size, cli.now, describe);

  const mend = async (finding: Finding): Promise<Mending> => {
    if (finding.mend === undefined) return 'undecided';
    if (fix !== 'yes') return fix === 'no' ? 'mendable' : 'would be mended';
    return (await mendFinding(table, finding, { signal })) ? 'mended' : 'changed';
  };

  let bytesRead = 0;
  try {
    await checkItems(organizationId === undefined ? reads.table() : readOrganization(reads, organizationId), {
      lookAgain: createLookAgain(reads, cli.now()),
      onPage: ({ items, bytes }) => {
        total.items = items;
        progress.advance(bytes - bytesRead);
        bytesRead = bytes;
      },
      onFinding: async (finding) => {
        const mending = await mend(finding);
        progress.stop();
        await printer.print(finding, mending);
        progress.advance(0);
      },
      now: cli.now(),
    });
  } finally {
    progress.stop();
  }
};
