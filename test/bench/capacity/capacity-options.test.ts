import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { SDK_ENVIRONMENT } from '../in-process/run-worker.ts';
import { createOptions, OptionsError, parseOptions } from './parse-options.ts';
import { renderHelp } from './render-help.ts';
import { answerOptions, readAnswers, writeAnswers } from './write-answers.ts';

beforeAll(() => {
  Object.assign(process.env, SDK_ENVIRONMENT);
});

const ROOT = join(import.meta.dirname, '../../..');
const options = createOptions();
const parse = (...args: string[]) => parseOptions(args, options);

const widthOf = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

test('every option has a default, which --help shows', () => {
  const { question } = parse();
  const help = renderHelp(options);
  expect(widthOf(help)).toBeLessThanOrEqual(80);
  for (const [name, value] of Object.entries(question)) {
    expect(help).toMatch(new RegExp(`^  --${name} N +.*\\(${value ?? 'an even one'}\\)$`, 'm'));
  }
  expect(question['hot-share']).toBeUndefined();
  expect(question['stage-requests-per-second']).toBe(500);
});

test.each([
  [['--organisations', '3'], "Unknown option '--organisations'."],
  [['20'], "Unexpected argument '20'."],
  [['--members', 'many'], '--members must be a whole number from 1 to 2000, not "many".'],
  [['--members', '1.5'], '--members must be a whole number from 1 to 2000, not "1.5".'],
  [['--members='], '--members must be a whole number from 1 to 2000, not "".'],
  [['--hot-share', '20'], '--hot-share must be a number from 0 to 1, not "20".'],
  [['--organizations', '0'], '--organizations must be a whole number from 1 to 10000000, not "0".'],
  [['--organizations', '2', '--organizations-per-user', '3'], '--organizations-per-user is greater than'],
  [['--organizations-per-user', '1000', '--projects', '30'], 'One answer may have 20000 projects'],
])('%j is refused', (args, message) => {
  expect(() => parse(...args)).toThrow(OptionsError);
  expect(() => parse(...args)).toThrow(message);
});

test('the command ends with status 2 and says what is wrong', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'test/bench/capacity/capacity.ts'), ...args], { encoding: 'utf8' });
  const refused = run('--foo');
  expect([refused.status, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toBe(`Unknown option '--foo'. "npm run capacity -- --help" lists the options.\n`);
  const help = run('--help');
  expect([help.status, help.stdout]).toEqual([0, `${renderHelp(options)}\n`]);
});

const deploying = readFileSync(join(ROOT, 'cdk/DEPLOYING.md'), 'utf8');
const answers = readAnswers(deploying);

test('cdk/DEPLOYING.md asks for three customers', () => {
  const counts = answers.map(({ args }) => parse(...args.split(' ')).question.organizations);
  expect(counts).toEqual([10, 2000, 200_000]);
});

test.each(answers)('cdk/DEPLOYING.md has the answer to $args', async ({ args, answer }) => {
  expect(await answerOptions(args, options)).toBe(answer);
  expect(widthOf(answer)).toBeLessThanOrEqual(80);
});

test('--write makes the answers anew, and changes nothing else', async () => {
  const stale = answers.reduce((text, { answer }) => text.replace(answer, 'an older answer'), deploying);
  expect(stale).not.toContain('What throttles first');
  expect(await writeAnswers(stale, options)).toBe(deploying);
});
