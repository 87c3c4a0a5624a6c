import Table from 'cli-table3';
import { printableLine } from './printable.ts';

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

type Cell = string | number | undefined;

/** A time that is a cell, or the end of a state. */
const TIME = /^(trial until |deleted )?(\d{4}-\d\d-\d\d)T[\d:.]+Z$/;

/**
 * Renders rows as columns. If these are wider than the terminal, times are cut to their day in UTC; if that is not
 * enough, each row is a block, with whole times. An absent value is a dash.
 * @param columns the terminal's width in characters; absent if there is no terminal
 */
export const renderTable = (head: readonly string[], rows: readonly (readonly Cell[])[], columns?: number): string => {
  if (rows.length === 0) return 'None.';
  const cells = rows.map((row) => row.map((cell) => printableLine(String(cell ?? '–'))));
  const table = renderColumns([[...head], ...cells]);
  if (fits(table, columns) || head.length <= 2) return trimLines(table);
  const narrow = renderColumns([[...head], ...cells.map((row) => row.map((cell) => cell.replace(TIME, '$1$2')))]);
  return fits(narrow, columns) ? trimLines(narrow) : renderBlocks(head, cells);
};

/** By the first line: all are equally wide, and a heading has no character of two columns, which `length` counts as one. */
const fits = (table: string, columns = Number.POSITIVE_INFINITY) => table.indexOf('\n') <= columns;

const trimLines = (table: string) => table.replaceAll(/ +$/gm, '');

const renderColumns = (rows: readonly string[][]): string => {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true };
  const table = new Table({ chars: NO_LINES, style });
  table.push(...rows);
  return table.toString();
};

const renderBlocks = (head: readonly string[], rows: readonly string[][]): string =>
  rows.map((row) => trimLines(renderColumns(row.map((cell, index) => [head[index] ?? '', cell])))).join('\n\n');
