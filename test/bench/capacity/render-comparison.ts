import { HOT_MINUTES } from './compare-hot-organization.ts';
import { type Comparison, differs, REASONS } from './comparison.ts';
import { alignColumns, formatShare, formatWhole } from './format-figures.ts';

const format = (value: number, unit: Comparison['unit']): string => {
  if (unit === 'share') return formatShare(value);
  if (unit === 'minutes') return value >= HOT_MINUTES ? `over ${HOT_MINUTES} min` : `${formatWhole(value)} min`;
  return formatWhole(value);
};

/** Where model and simulation differ, a note says why. */
export const renderComparison = (comparisons: readonly Comparison[]): string => {
  const reasons = [...new Set(comparisons.filter(differs).map(({ reason }) => reason))];
  const rows = comparisons.map((comparison) => {
    const { figure, unit, model, simulated, reason } = comparison;
    const note = differs(comparison) ? `(${reasons.indexOf(reason) + 1})` : '';
    return [figure, format(model, unit), format(simulated, unit), note];
  });
  const table = alignColumns([['', 'model', 'simulated', ''], ...rows]);
  const notes = reasons.map((reason, index) => `  (${index + 1}) ${REASONS[reason]}`);
  return [`The model against simulated requests\n${table}`, ...notes].join('\n');
};
