/**
 * `npm run bench -- [--rounds N] [--calls N] [--json] [--write]`: measures the functions as Lambda runs them, against
 * functions written as most would and against the floor. A run takes about twenty minutes; `--calls 10` shows in two that
 * it measures. Timings are compared within a run only.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createOptions } from './capacity/parse-options.ts';
import { writeAnswers } from './capacity/write-answers.ts';
import { SDK_ENVIRONMENT } from './in-process/run-worker.ts';
import { measureAll } from './measure-all.ts';
import { DOCUMENTS, fillPlace, renderPlaces } from './report/places.ts';
import { renderChart } from './report/render-chart.ts';
import { renderResults } from './report/render-results.ts';

const say = (text: string) => void process.stderr.write(`${text}\n`);

const positive = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  say(`--${name} must be a whole number above 0, not ${text}`);
  return process.exit(1);
};

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    calls: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const effort = { rounds: positive('rounds', values.rounds), calls: positive('calls', values.calls) };
Object.assign(process.env, SDK_ENVIRONMENT);
const measured = await measureAll(effort, say);
const results = renderResults(measured);
process.stdout.write(values.json ? `${JSON.stringify(measured)}\n` : results);
if (values.write) {
  writeFileSync(join(import.meta.dirname, 'RESULTS.md'), results);
  writeFileSync(join(import.meta.dirname, 'results.svg'), renderChart(measured));
  const places = renderPlaces(measured);
  for (const name of ['speed', 'cost'] as const) {
    const file = join(import.meta.dirname, '../..', DOCUMENTS[name]);
    writeFileSync(file, fillPlace(readFileSync(file, 'utf8'), name, places[name]));
  }
  // They are made of the figures that RESULTS.md now has
  const file = join(import.meta.dirname, '../../cdk/DEPLOYING.md');
  writeFileSync(file, await writeAnswers(readFileSync(file, 'utf8'), createOptions()));
}
