import { computeCost } from '../compute-cost.ts';
import { compareWithTargets, type Figures } from '../targets.ts';
import { CAPACITY, METHOD } from './texts.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const verdict = (isMet: boolean | undefined): string => (isMet === undefined ? '' : isMet ? 'met' : '**not met**');

/** The whole report, in Markdown. */
export const renderResults = (figures: Figures): string => {
  const { run } = figures;
  const peers = Object.entries(run.peers).map(([name, version]) => `${name} ${version}`);
  return `# Benchmark results

Written by \`npm run bench -- --write\` on ${run.date}, with Node.js ${run.node} on ${run.machine}; ${peers.join(', ')}.

![CPU time of one answer against the floor](results.svg)

## Against the targets

${table(
  ['figure', 'measured', 'target', ''],
  compareWithTargets(figures).map(({ figure, measured, target, isMet }) => [figure, measured, target, verdict(isMet)]),
)}

## CPU time of one answer

${renderCpu(figures)}

${METHOD}

## Cost of a million answers, in US dollars

${renderCost(figures)}

${CAPACITY}`;
};

const renderCpu = ({ cpu: { cpuMs, answerBytes } }: Figures): string =>
  table(
    ['shape', 'answer', ...Object.keys(cpuMs.M)],
    Object.entries(cpuMs).map(([shape, variants]) => [
      shape,
      // the shapes are those of the answers
      `${(answerBytes[shape as keyof typeof answerBytes] / 1000).toFixed(0)} KB`,
      ...Object.values(variants).map((ms) => `${ms.toFixed(2)} ms (${(ms / variants.floor).toFixed(1)}×)`),
    ]),
  );

const renderCost = ({ cpu, readUnits, compression }: Figures): string => {
  const bytesOf = (name: string) => compression.find(({ encoding }) => encoding === name)?.bytes ?? Number.NaN;
  const ratio = bytesOf('zstd') / bytesOf('identity');
  const rows = (['S', 'M', 'L'] as const).map((shape) => {
    const answerBytes = cpu.answerBytes[shape];
    const sentBytes = answerBytes * ratio;
    const { perMillion, total, uncompressedTransfer } = computeCost({
      shape,
      cpuMs: cpu.cpuMs[shape].product,
      answerBytes,
      sentBytes,
      readUnits: readUnits[shape],
    });
    return [shape, ...Object.values(perMillion), total, uncompressedTransfer];
  });
  return table(
    ['shape', 'Lambda', 'API Gateway', 'DynamoDB', 'transfer (zstd)', 'logs', '**sum**', 'transfer if uncompressed'],
    rows.map((cells) => cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell))),
  );
};
