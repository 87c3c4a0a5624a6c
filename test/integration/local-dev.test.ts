import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { DENIAL_TEXT } from '../../lib/contract/errors.ts';

/** `npm run dev` on a copy of the sources, which may be changed and broken. */
let checkout: string;
let dev: ChildProcess;
let lines: AsyncIterator<string>;
let url: string;
beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'local-dev-test-'));
  for (const name of ['cdk', 'functions', 'lib', 'cdk.json', 'package.json', 'openapi.json']) {
    await cp(name, join(checkout, name), { recursive: true });
  }
  await symlink(join(process.cwd(), 'node_modules'), join(checkout, 'node_modules'));
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

const untilSaid = async (text: string): Promise<void> => {
  for (;;) {
    const { value = 'nothing more', done } = await lines.next();
    if (value.includes(text)) return;
    if (done === true) throw new Error(`it ended without saying: ${text}`);
  }
};

/** Not fetched, which `check-fetched.ts` would check: the texts of changed sources are not the contract's. */
const refusal = async () => {
  const [response] = await once(get(`${url}/api/organizations`, { headers: { 'x-api-key': 'ei_no' } }), 'response');
  return z.parse(z.object({ error: z.string() }), await json(response)).error;
};

test('what is saved is served; what is broken is said, and what was served before still is', async () => {
  const file = join(checkout, 'lib', 'contract', 'errors.ts');
  const source = await readFile(file, 'utf8');
  expect(await refusal()).toBe(DENIAL_TEXT.invalidApiKey);

  await writeFile(file, source.replace(DENIAL_TEXT.invalidApiKey, 'Invalid API key, changed'));
  await untilSaid('Serving the sources as they are now');
  expect(await refusal()).toBe('Invalid API key, changed');

  await appendFile(file, 'const unfinished = (');
  await untilSaid('The stack cannot be synthesized');
  expect(await refusal()).toBe('Invalid API key, changed');

  await writeFile(file, source);
  await untilSaid('Serving the sources as they are now');
  expect(await refusal()).toBe(DENIAL_TEXT.invalidApiKey);
});
