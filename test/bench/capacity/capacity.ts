/**
 * `npm run capacity -- --organizations 20000 --requests-per-second 400`: what such a deployment reads, what throttles first
 * and at which rate, and what a month costs. `--help` lists the options.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SDK_ENVIRONMENT } from '../in-process/run-worker.ts';
import { answerQuestion } from './answer-question.ts';
import { createOptions, OptionsError, parseOptions } from './parse-options.ts';
import { renderHelp } from './render-help.ts';
import { writeAnswers } from './write-answers.ts';

const DEPLOYING = join(import.meta.dirname, '../../../cdk/DEPLOYING.md');

const say = (text: string) => void process.stdout.write(`${text}\n`);

Object.assign(process.env, SDK_ENVIRONMENT);
const options = createOptions();
try {
  const parsed = parseOptions(process.argv.slice(2), options);
  const { flags } = parsed;
  if (flags.help) {
    say(renderHelp(options));
  } else if (flags.write) {
    writeFileSync(DEPLOYING, await writeAnswers(readFileSync(DEPLOYING, 'utf8'), options));
  } else {
    say(await answerQuestion(parsed));
  }
} catch (error) {
  if (!(error instanceof OptionsError)) throw error;
  process.stderr.write(`${error.message} "npm run capacity -- --help" lists the options.\n`);
  process.exitCode = 2;
}
