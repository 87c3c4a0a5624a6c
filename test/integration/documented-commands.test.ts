import { exec } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startLocalStack } from '../../lib/local/stack.ts';
import { copySources } from '../support/copy-sources.ts';
import { PROOFS } from '../support/documented-commands.ts';

const execute = promisify(exec);

/** Where commands may write. */
let copy: string;
beforeAll(async () => {
  copy = await copySources();
});
afterAll(() => rm(copy, { recursive: true }));

const run = (command: string, env: Readonly<Record<string, string>> = {}) =>
  execute(command, { cwd: copy, env: { ...process.env, ...env, NO_COLOR: '1' }, maxBuffer: 2 ** 26 });

const commands = Object.entries(PROOFS).flatMap(([command, proof]) =>
  proof.by === 'copy' && 'prints' in proof ? [[proof.instead ?? command, proof.prints] as const] : [],
);

test.each(commands)('%s', async (command, prints) => {
  const { stdout, stderr } = await run(command);
  expect(stdout + stderr).toMatch(prints);
});

test('npm run openapi writes what is committed', async () => {
  const file = join(copy, 'openapi.json');
  const written = await readFile(file, 'utf8');
  await writeFile(file, '');
  await run('npm run openapi');
  expect(await readFile(file, 'utf8')).toBe(written);
});

test('npm run fix formats', async () => {
  const file = join(copy, 'lib', 'http', 'route.ts');
  const source = await readFile(file, 'utf8');
  await writeFile(file, source.replaceAll('\n  ', '\n\t'));
  await run('npm run fix');
  expect(await readFile(file, 'utf8')).toBe(source);
});

test('npm run e2e, against a deployment that is named', async () => {
  let requests = 0;
  const onRequest = () => {
    requests += 1;
  };
  const stack = await startLocalStack({ assembly: inject('assembly'), onRequest });
  const credentialOf = (kind: 'key' | 'jwt') => stack.credentials.find((known) => known.kind === kind)?.value ?? '';
  const names = { E2E_URL: stack.url, E2E_API_KEY: credentialOf('key'), E2E_JWT: credentialOf('jwt') };
  try {
    const { stdout } = await run('npm run e2e', names);
    expect(stdout).toMatch(/Tests +\d+ passed/);
    expect(requests).toBeGreaterThan(5);
  } finally {
    await stack.close();
  }
});
