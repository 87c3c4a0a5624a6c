import Table from 'cli-table3';
import { printable } from './printable.ts';

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

/** Columns under their heads; an absent value is a dash, and no rows at all are said in a word. */
export const renderTable = (
  head: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): string => {
  if (rows.length === 0) return 'None.';
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true };
  const table = new Table({ head: [...head], chars: NO_LINES, style });
  table.push(...rows.map((row) => row.map((cell) => printable(String(cell ?? '–')).replaceAll('\n', ' '))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
};
