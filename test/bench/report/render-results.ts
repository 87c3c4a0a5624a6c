import type { Measured } from '../measure-all.ts';
import { median } from '../statistics.ts';
import { compareWithTargets, cpuRatio, summarize } from '../targets.ts';
import { renderPlaces } from './places.ts';
import { renderCost } from './render-cost.ts';
import { table } from './render-table.ts';
import { CAPACITY, METHOD, MISSED } from './texts.ts';

const verdict = (isMet: boolean | undefined): string => (isMet === undefined ? '' : isMet ? 'met' : '**not met**');

const ms = (value: number): string => value.toFixed(value < 20 ? 2 : 0);

/** The whole report, in Markdown. */
export const renderResults = (measured: Measured): string => {
  const { run } = measured;
  return `# Benchmark results

Written by \`npm run bench -- --write\` on ${run.date}, with Node.js ${run.node} on ${run.machine}; ${run.peers.join(', ')}.
The machine does other things, too, which moves times by more than the variants differ: compare ratios, for which variants take turns.

![CPU time of one answer by the whole function](results.svg)

What the README and the guide to deploying show; the cost is that of a million answers in US dollars:

${Object.values(renderPlaces(measured)).join('\n\n')}

## Against the targets

${table(
  ['figure', 'measured', 'target', ''],
  compareWithTargets(measured).map(({ figure, measured: value, target, isMet }) => [
    figure,
    value,
    target,
    verdict(isMet),
  ]),
)}

${MISSED}
## The whole function, warm

${renderShapes(measured)}

A small answer from a table that takes 5 ms for each answer:

${renderRounds(measured.callers.map(({ caller, rounds }) => ({ title: caller, rounds })))}

The authorizer, from a table that answers at once:

${renderRounds(measured.authorizer.map(({ credential, rounds }) => ({ title: credential, rounds })))}

## The whole function, cold

${renderColdStarts(measured)}

## What each file saves that is there for speed

CPU of the whole list function with the plain way in its place, against the function as it is:

${renderAblation(measured)}

## Compression, shape M

${renderCompression(measured)}

## Where the time goes: in process

${renderInProcess(measured)}

${METHOD}

## Cost of a million answers, in US dollars

${renderCost(measured)}

${CAPACITY}`;
};

const renderShapes = ({ shapes }: Measured): string =>
  table(
    ['shape', 'after calls', 'variant', 'bytes', 'CPU, ms', 'wall, ms', 'peak memory, MB'],
    shapes.flatMap(({ shape, afterCalls, rounds }) =>
      (['product', 'idiomatic', 'floor'] as const).map((variant) => {
        const { bytes, cpuMs, wallMs, peakRss } = summarize(rounds, variant);
        return [shape, `${afterCalls}`, variant, `${bytes}`, ms(cpuMs), ms(wallMs), (peakRss / 1e6).toFixed(0)];
      }),
    ),
  );

type Compared = { readonly title: string; readonly rounds: Parameters<typeof summarize>[0] };

const renderRounds = (compared: readonly Compared[]): string =>
  table(
    ['by', 'variant', 'CPU, ms', 'wall, ms'],
    compared.flatMap(({ title, rounds }) =>
      Object.keys(rounds[0] ?? {}).map((variant) => {
        const { cpuMs, wallMs } = summarize(rounds, variant);
        return [title, variant, ms(cpuMs), ms(wallMs)];
      }),
    ),
  );

const renderColdStarts = ({ coldStarts }: Measured): string =>
  table(
    [
      'function',
      'table answers',
      'variant',
      'bundle, KB',
      'import, CPU ms',
      'import and first call, CPU ms',
      'wall, ms',
    ],
    coldStarts.flatMap(({ latencyMs, functions }) =>
      Object.entries(functions).flatMap(([name, variants]) =>
        Object.entries(variants).map(([variant, { bytes, imported, whole }]) => [
          name,
          latencyMs === 0 ? 'at once' : `in ${latencyMs} ms`,
          variant,
          (bytes / 1000).toFixed(0),
          ms(median(imported.map(({ cpuMs }) => cpuMs))),
          ms(median(whole.map(({ cpuMs }) => cpuMs))),
          ms(median(whole.map(({ wallMs }) => wallMs))),
        ]),
      ),
    ),
  );

const renderAblation = ({ ablation }: Measured): string => {
  const names = Object.keys(ablation[0]?.rounds[0] ?? {}).filter((name) => name !== 'product');
  return table(
    ['without', ...ablation.map(({ shape }) => shape)],
    names.map((name) => [name, ...ablation.map(({ rounds }) => cpuRatio(rounds, name, 'product').toFixed(2))]),
  );
};

const renderCompression = ({ compression }: Measured): string =>
  table(
    ['encoding', 'bytes', 'CPU, ms'],
    compression.map(({ encoding, bytes, cpuMs }) => [encoding, `${bytes}`, ms(cpuMs)]),
  );

const renderInProcess = ({ inProcess, shapes }: Measured): string =>
  table(
    ['shape', 'parsing and encoding alone, ms', "the list's own code, ms", 'the whole function, ms'],
    inProcess.map(({ shape, parseOnly, product }) => {
      const whole = shapes.findLast((figures) => figures.shape === shape);
      return [
        shape,
        ms(parseOnly),
        ms(product),
        whole === undefined ? '' : ms(summarize(whole.rounds, 'product').cpuMs),
      ];
    }),
  );
