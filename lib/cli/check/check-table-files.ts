import { checkItems } from '../../check/check-items.ts';
import type { Attributes } from '../../table/decode.ts';
import type { Cli } from '../cli.ts';
import { resolveUserPath } from '../files/user-path.ts';
import { readTableFiles } from '../table-files/read-table-files.ts';
import type { FindingPrinter } from './print-findings.ts';
import type { CheckRequest } from './run-check.ts';

/** How many items are checked together. */
const PAGE = 1_000;

/**
 * Checks the items of a full export, and prints what it finds. It is of one moment, so nothing is looked at again.
 * @param directory of the export, as the operator named it
 * @throws CliError if the export is incomplete or damaged, also after findings; what an aborted signal leads to
 */
export const checkTableFiles = (
  cli: Cli,
  directory: string,
  { signal, total }: Pick<CheckRequest, 'signal' | 'total'>,
  printer: FindingPrinter,
): Promise<void> =>
  checkItems(pagesOf(readTableFiles(resolveUserPath(directory), directory, signal)), {
    lookAgain: async (suspects) => suspects,
    onPage: ({ items }) => {
      total.items = items;
    },
    onFinding: (finding) => printer.print(finding, 'undecided'),
    now: cli.now(),
  });

async function* pagesOf(items: AsyncIterable<Attributes>): AsyncGenerator<Attributes[], void, undefined> {
  let page: Attributes[] = [];
  for await (const item of items) {
    if (page.push(item) < PAGE) continue;
    yield page;
    page = [];
  }
  yield page;
}
