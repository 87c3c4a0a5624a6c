import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { DENIAL_TEXT } from '../../lib/contract/errors.ts';
import { copySources } from '../support/copy-sources.ts';

/** `npm run dev` on a copy of the sources, which may be changed and broken. */
let checkout: string;
let dev: ChildProcess;
let lines: AsyncIterator<string>;
let url: string;
let file: string;
let source: string;
const git = (...parameters: string[]) =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...parameters], { cwd: checkout });

beforeAll(async () => {
  checkout = await copySources();
  file = join(checkout, 'lib', 'contract', 'errors.ts');
  source = await readFile(file, 'utf8');
  git('init', '--quiet');
  git('add', 'functions');
  git('commit', '--quiet', '--message', 'as it was');
  const child = spawn(process.execPath, ['lib/local/start.ts', '--watch', '--json', '--port', '0'], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  dev = child;
  lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const [ready] = await once(child.stdout, 'data');
  ({ url } = z.parse(z.object({ url: z.string() }), JSON.parse(String(ready))));
});
afterAll(async () => {
  dev.kill('SIGINT');
  await once(dev, 'close');
  await rm(checkout, { recursive: true });
});

const untilSaid = async (text: string): Promise<string> => {
  for (;;) {
    const { value = 'nothing more', done } = await lines.next();
    if (value.includes(text)) return value;
    if (done === true) throw new Error(`it ended without saying: ${text}`);
  }
};
const untilServed = () => untilSaid('Serving the sources as they are now');
const untilRefused = () => untilSaid('The saved change does not work. The previous code still runs.');

/** Not fetched, which `check-fetched.ts` would check: the texts of changed sources are not the contract's. */
const refusal = async () => {
  const [response] = await once(get(`${url}/api/organizations`, { headers: { 'x-api-key': 'ei_no' } }), 'response');
  return z.parse(z.object({ error: z.string() }), await json(response)).error;
};

/** One save may be served twice on a busy machine, where its events come one by one: the first time perhaps too early. */
const untilRefusing = async (text: string): Promise<void> => {
  do await untilServed();
  while ((await refusal()) !== text);
};

test('what is saved is served, however an editor or git saves it, again and again', async () => {
  // No part of the template, so that the functions are bundled and nothing is synthesized.
  const file = join(checkout, 'functions', 'authorizer', 'authorizer.ts');
  const source = await readFile(file, 'utf8');
  const saying = (text: string) => source.replace('DENIAL_TEXT[denial]', `'${text}'`);
  expect(await refusal()).toBe(DENIAL_TEXT.invalidApiKey);
  for (const round of [1, 2]) {
    await writeFile(file, saying(`in place ${round}`));
    await untilRefusing(`in place ${round}`);

    await writeFile(`${file}.new`, saying(`by a rename ${round}`));
    await rename(`${file}.new`, file);
    await untilRefusing(`by a rename ${round}`);

    git('checkout', '--quiet', '.');
    await untilRefusing(DENIAL_TEXT.invalidApiKey);
  }
});

test('what is broken is not served, and the last line says so and where', async () => {
  const line = source.split('\n').length;
  await writeFile(file, `${source}const unfinished = (`);
  expect(await untilRefused()).toMatch(new RegExp(` Broken at lib/contract/errors\\.ts:${line}:\\d+$`));
  expect(await refusal()).toBe(DENIAL_TEXT.invalidApiKey);

  const functionOnly = join(checkout, 'functions', 'authorizer', 'handler.ts');
  const handler = await readFile(functionOnly, 'utf8');
  await writeFile(file, source);
  await untilServed();
  await writeFile(functionOnly, `${handler}const unfinished = (`);
  expect(await untilRefused()).toMatch(/ Broken at functions\/authorizer\/handler\.ts:\d+:\d+$/);

  await writeFile(functionOnly, `throw new Error('no function loads this');\n${handler}`);
  await untilRefused();
  expect(await refusal()).toBe(DENIAL_TEXT.invalidApiKey);

  await writeFile(functionOnly, handler);
  await untilServed();
  expect(await refusal()).toBe(DENIAL_TEXT.invalidApiKey);
});
