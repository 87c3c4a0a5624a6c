import { execFile } from 'node:child_process';
import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';
import { findProgram } from '../support/find-program.ts';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
const run = promisify(execFile);

const typescript = findProgram('openapi-ts');
const python = findProgram('openapi-python-client');
if (!typescript)
  console.warn(
    'Skipped: the TypeScript client. There is no openapi-ts (npm @hey-api/openapi-ts, with typescript 5) on PATH.',
  );
if (!python) console.warn('Skipped: the Python client. There is no openapi-python-client (PyPI) on PATH.');

let stack: LocalStack;
let directory: string;
beforeAll(async () => {
  if (!typescript && !python) return;
  directory = await mkdtemp(join(tmpdir(), 'clients-test-'));
  stack = await startLocalStack({ assembly: inject('assembly') });
});
afterAll(async () => {
  await stack?.close();
  if (directory) await rm(directory, { recursive: true });
});

const description = () => new URL('/openapi.json', stack.url).href;

/** @param ask runs the generated client's program with the URL and a key, and gives what it printed */
const expectAnswers = async (ask: (...parameters: string[]) => Promise<{ stdout: string }>) => {
  const [key] = stack.credentials.filter(({ kind }) => kind === 'key');
  const value = key?.value ?? '';
  const response = await fetch(`${stack.url}/api/organizations`, { headers: { 'x-api-key': value } });
  const { organizations } = Object(await response.json());
  const { stdout } = await ask(stack.url, value);
  const normal = stdout.replaceAll('+00:00"', 'Z"');
  expect(JSON.parse(normal)).toMatchObject({ status: 200, success: true, error: null });
  // Dates become objects there and are printed with another precision: they are compared as instants
  expect(instants(JSON.parse(normal).organizations)).toEqual(instants(organizations));
  const refused = await ask(stack.url, 'ei_unknown');
  expect(JSON.parse(refused.stdout)).toMatchObject({ status: 401, success: false, error: 'Invalid API key' });
};

const instants = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, member) =>
    typeof member === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(member) ? Date.parse(member) : member,
  );

describe('from the served description', () => {
  test.skipIf(!typescript)('openapi-ts makes a TypeScript client that compiles and lists', async () => {
    const made = join(directory, 'made');
    await run(typescript ?? '', ['-i', description(), '-o', made]);
    await cp(join(HERE, 'list-organizations.ts'), join(directory, 'program.ts'));
    const options = { target: 'es2024', module: 'preserve', strict: true, noEmit: true, skipLibCheck: true };
    const compilerOptions = {
      ...options,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
      paths: { 'made/*': ['./made/*'] },
    };
    await writeFile(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', directory]);
    const outfile = join(directory, 'program.mjs');
    await build({
      absWorkingDir: directory,
      entryPoints: ['program.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
    });
    await expectAnswers((...parameters) => run(process.execPath, [outfile, ...parameters], { maxBuffer: 2 ** 26 }));
  });

  test.skipIf(!python)('openapi-python-client makes a Python client that lists', async () => {
    const bin = dirname(await realpath(python ?? ''));
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, PYTHONPATH: directory };
    const output = ['--output-path', join(directory, 'made'), '--overwrite', '--meta', 'none'];
    const { stdout, stderr } = await run(python ?? '', ['generate', '--url', description(), ...output], { env });
    expect(stdout + stderr, 'a warning').not.toMatch(/warning|error|unable/i);
    const program = join(HERE, 'list_organizations.py');
    await expectAnswers((...parameters) =>
      run(join(bin, 'python3'), [program, ...parameters], { env, maxBuffer: 2 ** 26 }),
    );
  });
});
