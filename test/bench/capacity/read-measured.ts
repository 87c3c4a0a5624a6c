import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const RESULTS = join(import.meta.dirname, '../RESULTS.md');

const figure = z.coerce.number().positive();

/**
 * A figure of a table in Markdown: that of a column, counted from the one after those that name the row.
 * @throws Error if there is no such row
 */
const readFigure = (text: string, heading: string, names: readonly string[], column: number): number => {
  const start = `| ${names.join(' | ')} | `;
  const rows = text.includes(heading) ? text.slice(text.indexOf(heading)).split('\n') : [];
  const row = rows.find((line) => line.startsWith(start));
  if (row === undefined) throw new Error(`RESULTS.md has no row "${names.join(' | ')}" under "${heading}"`);
  return figure.parse(row.slice(start.length).split(' | ')[column]?.replace(/ \|$/, ''));
};

const WARM = '## The whole function, warm';
const CALLERS = 'A small answer from a table that takes 5 ms';
const AUTHORIZER = 'The authorizer, from a table that answers at once';
const COLD = '## The whole function, cold';
const COMPRESSION = '## Compression, shape M';

/** What of the benchmark's results the model of capacity is made of. Times are in milliseconds. */
export const readMeasured = (text = readFileSync(RESULTS, 'utf8')) => {
  const column = (heading: string, names: readonly string[], index: number): number =>
    readFigure(text, heading, names, index);
  const shape = (name: string, calls: string) => ({
    bytes: column(WARM, [name, calls, 'product'], 0),
    cpuMs: column(WARM, [name, calls, 'product'], 1),
  });
  const wall = (heading: string, names: readonly string[]) => column(heading, names, 1);
  return {
    shapes: { S: shape('S', '2000'), M: shape('M', '200'), L: shape('L', '200') },
    /** The smallest answer, from a table that takes `tableMs` for each of the round trips. */
    tableMs: 5,
    listMs: { apiKey: wall(CALLERS, ['API key', 'product']), user: wall(CALLERS, ['JWT', 'product']) },
    listRoundTrips: {
      apiKey: column('## Against', ['round trips to the table: list by key'], 0),
      user: column('## Against', ['round trips to the table: list by JWT'], 0),
    },
    /** From a table that answers at once: one round trip is to be added. */
    authorizerMs: {
      apiKey: wall(AUTHORIZER, ['API key', 'product']),
      user: wall(AUTHORIZER, ["JWT, the claim is the user's id", 'product']),
    },
    /** Import and first call, without the start of Node.js itself. */
    coldMs: {
      list: column(COLD, ['list-organizations', 'in 5 ms', 'product'], 3),
      authorizer: column(COLD, ['authorizer', 'in 5 ms', 'product'], 3),
    },
    zstdRatio: column(COMPRESSION, ['zstd'], 0) / column(COMPRESSION, ['identity'], 0),
  };
};

export type MeasuredFigures = ReturnType<typeof readMeasured>;
