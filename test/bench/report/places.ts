import type { Measured } from '../measure-all.ts';
import { cpuRatio, summarize } from '../targets.ts';
import { costsOf } from './render-cost.ts';
import { table } from './render-table.ts';

/** What the shapes are, as readers think of them. */
const SHAPE_TEXT = {
  S: '1 organization, 5 users, 3 projects',
  M: '1 organization, 50 users, 300 projects',
  L: '100 organizations, 5 users, 30 projects each',
} as const;

const sizeOf = (bytes: number): string =>
  bytes < 1e6 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** The tables that other documents show, by the name of their place there. */
export const renderPlaces = (measured: Measured): Readonly<Record<keyof typeof DOCUMENTS, string>> => {
  const shapes = (['S', 'M', 'L'] as const).map((shape) => {
    const { rounds = [] } = measured.shapes.findLast((figures) => figures.shape === shape) ?? {};
    const figures = summarize(rounds, 'product');
    return { rounds, figures, title: `${SHAPE_TEXT[shape]}: ${sizeOf(figures.bytes)}`, shape };
  });
  const speed = table(
    ['one answer, warm', 'CPU', 'of an idiomatic function', 'times the floor', 'peak memory', 'of the idiomatic one'],
    shapes.map(({ rounds, figures, title }) => [
      title,
      `${figures.cpuMs.toFixed(figures.cpuMs < 10 ? 1 : 0)} ms`,
      cpuRatio(rounds, 'product', 'idiomatic').toFixed(2),
      cpuRatio(rounds, 'product', 'floor').toFixed(1),
      `${Math.round(figures.peakRss / 1e6)} MB`,
      (figures.peakRss / summarize(rounds, 'idiomatic').peakRss).toFixed(2),
    ]),
  );
  const costs = costsOf(measured);
  const dollars = (value = Number.NaN) => value.toFixed(2);
  const cost = table(
    ['one answer', 'all', 'of it DynamoDB', 'of it API Gateway', 'transfer, if it were not compressed'],
    shapes.map(({ title, shape }) => {
      const { total, perMillion, uncompressedTransfer } = costs[shape];
      return [
        title,
        dollars(total),
        dollars(perMillion['dynamodb']),
        dollars(perMillion['apiGateway']),
        `${dollars(uncompressedTransfer)} instead of ${dollars(perMillion['transfer'])}`,
      ];
    }),
  );
  return { speed, cost };
};

/** Which document has the place. */
export const DOCUMENTS = { speed: 'README.md', cost: 'cdk/DEPLOYING.md' } as const;

const begin = (name: string) => `<!-- ${name}: npm run bench -- --write -->\n`;
const END = '\n<!-- end -->';

/** What stands in a place of a document. @throws Error when there is no such place */
export const readPlace = (document: string, name: string): string => {
  const start = document.indexOf(begin(name));
  const end = document.indexOf(END, start);
  if (start < 0 || end < 0) throw new Error(`there is no place for ${name}`);
  return document.slice(start + begin(name).length, end);
};

/** The document with the content in its place, and otherwise the same. @throws Error when there is no such place */
export const fillPlace = (document: string, name: string, content: string): string =>
  document.replace(`${begin(name)}${readPlace(document, name)}`, () => `${begin(name)}${content}`);
