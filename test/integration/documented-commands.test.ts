import { exec, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startLocalStack } from '../../lib/local/stack.ts';
import { copySources } from '../support/copy-sources.ts';
import { documentedCommands, isAws, isCdk, isOperators, PROOFS, VARIABLES } from '../support/documented-commands.ts';
import { startRecordingAws } from '../support/start-recording-aws.ts';

const execute = promisify(exec);

/** Where commands may write. */
let copy: string;
beforeAll(async () => {
  copy = await copySources();
});
afterAll(() => rm(copy, { recursive: true }));

const run = (command: string, env: Readonly<Record<string, string>> = {}) =>
  execute(command, { cwd: copy, env: { ...process.env, ...env, NO_COLOR: '1' }, maxBuffer: 2 ** 26 });

/** Starts a command as it is printed and ends it, with everything that it started, once it prints this. */
const runUntil = async (command: string, prints: RegExp) => {
  const child = spawn(command, { cwd: copy, shell: true, detached: true, env: { ...process.env, NO_COLOR: '1' } });
  let output = '';
  const end = () => child.pid !== undefined && process.kill(-child.pid);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (prints.test(output) && child.exitCode === null) end();
    });
  }
  await once(child, 'close');
  return output;
};

const untilPrinted = Object.entries(PROOFS).flatMap(([command, proof]) =>
  'prints' in proof ? [[command, proof.prints] as const] : [],
);

test.each(untilPrinted)('%s', async (command, prints) => {
  expect(await runUntil(command, prints)).toMatch(prints);
});

/** @returns whether the command failed, what it said, and whether AWS was asked for more than whose account it is */
const runUpToAws = async (command: string) => {
  const aws = await startRecordingAws(copy);
  try {
    const result = await run(command, { ...aws.environment, ...VARIABLES }).catch((error: unknown) => error);
    const said = `${Reflect.get(Object(result), 'stdout')}${Reflect.get(Object(result), 'stderr')}`;
    return { failed: result instanceof Error, said, asked: aws.asked.some((service) => service !== 'sts') };
  } finally {
    await aws.close();
  }
};

/** The first of each verb: the others differ in their context, which `test/infrastructure/documented-contexts.test.ts` tries. */
const verbOf = (command: string) => command.split(' ')[2];
const firstOfEachVerb = documentedCommands()
  .filter(isCdk)
  .filter((command, index, all) => all.findIndex((other) => verbOf(other) === verbOf(command)) === index);

test.each(firstOfEachVerb)('%s, up to the point where AWS is asked', async (command) => {
  const { failed, said, asked } = await runUpToAws(command);
  const asks = !/^npx cdk (ls|synth)/.test(command);
  expect([failed, said.includes('needs a correction')], said).toEqual([asks, false]);
  expect(asked).toBe(asks);
});

const hasAwsCli = spawnSync('aws', ['--version']).error === undefined;

test.skipIf(!hasAwsCli).each(documentedCommands().filter(isAws))(
  '%s, up to the point where AWS is asked',
  async (command) => {
    const { failed, said, asked } = await runUpToAws(command);
    expect([failed, asked], said).toEqual([true, true]);
  },
);

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
  const file = join(copy, 'lib', 'contract', 'errors.ts');
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
    // One test of them, because all run against a local stack, too
    const { stdout } = await run('npm run e2e -- --testNamePattern "one organization"', names);
    expect(stdout).toMatch(/Tests +1 passed/);
    expect(requests).toBeGreaterThan(0);
  } finally {
    await stack.close();
  }
});
