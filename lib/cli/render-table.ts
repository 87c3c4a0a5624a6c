import Table from 'cli-table3';
import { printableLine } from './printable.ts';

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

type Cell = string | number | undefined;

/**
 * Renders rows as columns or, if these are wider than the terminal, each row as a block. An absent value is a dash.
 * @param columns the terminal's width in characters; absent if there is no terminal
 */
export const renderTable = (head: readonly string[], rows: readonly (readonly Cell[])[], columns?: number): string => {
  if (rows.length === 0) return 'None.';
  const cells = rows.map((row) => row.map((cell) => printableLine(String(cell ?? '–'))));
  const table = renderColumns([[...head], ...cells]);
  const isWide = columns !== undefined && table.split('\n').some((line) => line.length > columns);
  return isWide && head.length > 2 ? renderBlocks(head, cells) : table;
};

const renderColumns = (rows: readonly string[][]): string => {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true };
  const table = new Table({ chars: NO_LINES, style });
  table.push(...rows);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
};

const renderBlocks = (head: readonly string[], rows: readonly string[][]): string =>
  rows.map((row) => renderColumns(row.map((cell, index) => [head[index] ?? '', cell]))).join('\n\n');
