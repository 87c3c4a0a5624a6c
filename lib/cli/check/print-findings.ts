import { once } from 'node:events';
import { type Finding, type FindingKind, SEVERITY } from '../../check/finding.ts';
import type { Cli } from '../cli.ts';
import { printableJson, printableLine } from '../printable.ts';
import { wrap } from './wrap.ts';

/**
 * What became of the mending of a finding. `mendable`: nothing was tried. `would be mended`: in a dry run. `changed`: somebody
 * else has changed the item since it was read, so it was left alone. `undecided`: somebody has to decide what is right.
 */
export type Mending = 'mendable' | 'mended' | 'would be mended' | 'changed' | 'undecided';

const MENDING_TEXTS: Readonly<Record<Mending, string>> = {
  mendable: ' (--fix mends it)',
  mended: ' (mended)',
  'would be mended': ' (would be mended)',
  changed: ' (left alone: somebody has changed the item since)',
  undecided: '',
};

/** How many findings there are. `broken` are those that are not mended. */
export type FindingCounts = { broken: number; warnings: number; mended: number; mendable: number };

/** Prints findings as they are found, since there may be more than memory holds. */
export type FindingPrinter = {
  readonly counts: Readonly<FindingCounts>;
  readonly print: (finding: Finding, mending: Mending) => Promise<void>;
  /** @param summary goes to the end of the JSON document. Must be called, also after a failure */
  readonly end: (summary: object) => void;
};

export const createFindingPrinter = (cli: Cli): FindingPrinter => {
  const { stdout, columns } = cli.terminal;
  const counts = { broken: 0, warnings: 0, mended: 0, mendable: 0 };
  const kinds = new Map<FindingKind, number>();
  let lastName = '';
  let separator = '{"findings":[';

  const toText = (finding: Finding, mending: Mending): string => {
    const name = nameOf(finding);
    const heading = name === lastName ? [] : [wrap(name, columns)];
    lastName = name;
    return `${[...heading, wrap(describe(finding, mending), columns, '  ')].join('\n')}\n`;
  };

  return {
    counts,
    print: async (finding, mending) => {
      if (mending === 'mended') counts.mended += 1;
      else counts[SEVERITY[finding.kind] === 'broken' ? 'broken' : 'warnings'] += 1;
      if (mending === 'mendable') counts.mendable += 1;
      kinds.set(finding.kind, (kinds.get(finding.kind) ?? 0) + 1);
      const text = cli.isJson() ? separator + printableJson(toJson(finding, mending)) : toText(finding, mending);
      separator = ',';
      if (!stdout.write(text)) await once(stdout, 'drain');
    },
    end: (summary) => {
      if (cli.isJson()) {
        const start = counts.broken + counts.warnings + counts.mended === 0 ? separator : '';
        stdout.write(`${start}],${printableJson({ ...counts, ...summary }).slice(1)}\n`);
      } else if (kinds.size > 0) {
        const rows = [...kinds].map(([kind, count]) => [kind, SEVERITY[kind], count]);
        stdout.write(`\n${cli.renderTable(['kind', 'severity', 'found'], rows)}\n`);
      }
    },
  };
};

const nameOf = ({ key }: Finding): string => printableLine(`${key.PK || '?'}/${key.SK || '?'}`);

const describe = ({ kind, attribute, reason }: Finding, mending: Mending): string => {
  const severity = SEVERITY[kind] === 'warning' ? 'warning: ' : '';
  const subject = attribute === undefined ? 'the item' : attribute;
  return printableLine(`${severity}${subject} ${reason}${MENDING_TEXTS[mending]}`);
};

const toJson = ({ kind, key, attribute, reason }: Finding, mending: Mending): object => ({
  ...{ PK: key.PK, SK: key.SK, kind, severity: SEVERITY[kind] },
  ...(attribute === undefined ? {} : { attribute }),
  ...{ reason, mending },
});
