/**
 * `npm run capacity -- --organizations 20000 --requests-per-second 400`: what such a deployment reads, what throttles first
 * and at which rate, and what a month costs. `--help` lists the options.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SDK_ENVIRONMENT } from '../in-process/run-worker.ts';
import { findFacts } from './answer-question.ts';
import { compareWithSimulation } from './compare-with-simulation.ts';
import { computeCapacity } from './compute-capacity.ts';
import { createOptions, OptionsError, parseOptions } from './parse-options.ts';
import { renderCapacity } from './render-capacity.ts';
import { renderComparison } from './render-comparison.ts';
import { renderHelp } from './render-help.ts';
import { writeAnswers } from './write-answers.ts';

const DEPLOYING = join(import.meta.dirname, '../../../cdk/DEPLOYING.md');

const say = (text: string) => void process.stdout.write(`${text}\n`);

Object.assign(process.env, SDK_ENVIRONMENT);
const options = createOptions();
try {
  const { question, flags } = parseOptions(process.argv.slice(2), options);
  if (flags.help) {
    say(renderHelp(options));
  } else if (flags.write) {
    writeFileSync(DEPLOYING, await writeAnswers(readFileSync(DEPLOYING, 'utf8'), options));
  } else {
    const facts = await findFacts(question);
    say(renderCapacity(question, computeCapacity(facts)));
    if (flags.simulate) say(`\n${renderComparison(compareWithSimulation(facts))}`);
  }
} catch (error) {
  if (!(error instanceof OptionsError)) throw error;
  process.stderr.write(`${error.message} "npm run capacity -- --help" lists the options.\n`);
  process.exitCode = 2;
}
