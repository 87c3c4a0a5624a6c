import { exec } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startLocalStack } from '../../lib/local/stack.ts';
import { copySources } from '../support/copy-sources.ts';
import { documentedCommands, isOperators, PROOFS } from '../support/documented-commands.ts';

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

test('the operator’s commands, one after the other on the sample data', async () => {
  const stack = await startLocalStack({ assembly: inject('assembly') });
  const { port } = new URL(stack.url);
  const written: Record<string, string> = {};
  try {
    for (const command of documentedCommands().filter(isOperators)) {
      const { stdout } = await run(`${command.replace('npm run', 'npm run --silent')} --port ${port}`);
      written[command.split(' ').slice(4, 6).join(' ')] = stdout;
    }
  } finally {
    await stack.close();
  }
  expect(written['keys issue']).toMatch(/^ei_org_\w+\n$/);
  expect(written['keys list']).toContain('ci');
  expect(written['tokens issue']).toMatch(/^eyJ/);
  expect(written['import backup.json']).toMatch(/unchanged/);
  expect(JSON.parse(await readFile(join(copy, 'backup.json'), 'utf8'))).toMatchObject({ success: true });
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
