/** Figures as the answers print them. */

export const formatWhole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** With as many digits after the point as a small value needs. @param value zero or more */
export const formatPrecise = (value: number): string => {
  if (value > 0 && value < 0.005) return '<0.01';
  const digits = value === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

export const formatShare = (share: number): string => `${formatPrecise(share * 100)} %`;

const UNITS = [
  ['GB', 1e9],
  ['MB', 1e6],
] as const;

export const formatBytes = (bytes: number): string => {
  const [unit, size] = UNITS.find(([, least]) => bytes >= least) ?? (['KB', 1e3] as const);
  return `${formatPrecise(bytes / size)} ${unit}`;
};

/**
 * Rows as columns that are as wide as they must be.
 * @param isLeft whether a column's cells begin at its left edge; by itself the first one's do
 */
export const alignColumns = (
  rows: readonly (readonly string[])[],
  isLeft: (column: number) => boolean = (column) => column === 0,
): string => {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const pad = (cell: string, column: number) =>
    isLeft(column) ? cell.padEnd(widthOf(column)) : cell.padStart(widthOf(column));
  return rows.map((row) => `  ${row.map(pad).join('  ')}`.trimEnd()).join('\n');
};
