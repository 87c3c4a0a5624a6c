/** `npm run test:schemathesis`: clients of PyPI's against the local stack: Schemathesis by openapi.json, and httpx. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { PATH } from '../../lib/contract/route.ts';
import { startLocalStack } from '../../lib/local/stack.ts';
import { findProgram } from '../support/find-program.ts';

const HERE = import.meta.dirname;
const DESCRIPTION = join(HERE, '../../openapi.json');

/** API Gateway does not route these, so they are a 404 like an unknown path. */
const UNROUTED = ['TRACE', 'QUERY'];

const reportSchema = z.object({
  complete: z.literal(true),
  errors: z.array(z.unknown()),
  test_cases: z.object({ generated: z.number() }),
  valid_rates: z.record(z.string(), z.record(z.string(), z.object({ accepted: z.number() }))),
  failures: z.array(z.object({ type: z.string(), operations: z.array(z.string()) })),
});

/** @returns why there is no environment with the clients, or undefined */
const install = (python: string, directory: string): string | undefined => {
  const steps = [
    [python, '-m', 'venv', directory],
    [join(directory, 'bin/pip'), 'install', '--quiet', '--requirement', join(HERE, 'requirements.txt')],
  ];
  for (const [command = '', ...parameters] of steps) {
    const { status, stdout, stderr } = spawnSync(command, parameters, { encoding: 'utf8' });
    if (status !== 0) return `${command} ${parameters[0]} fails: ${(stderr || stdout || '').trim().split('\n').at(-1)}`;
  }
  return undefined;
};

/** @returns how many cases a report is of, and what is wrong, but for the methods that are not routed */
const readReport = (path: string): { cases: number; wrong: string[] } => {
  if (!existsSync(path)) return { cases: 0, wrong: ['Schemathesis wrote no report'] };
  const found = z.parse(reportSchema, JSON.parse(readFileSync(path, 'utf8')));
  const cases = found.test_cases.generated;
  const accepted = Object.values(found.valid_rates).flatMap((phases) =>
    Object.values(phases).map((one) => one.accepted),
  );
  if (Math.max(0, ...accepted) === 0) return { cases, wrong: ['no request was a success, so nothing was looked at'] };
  const isRouted = (operation: string) => !UNROUTED.includes(operation.split(' ')[0] ?? '');
  const failures = found.failures.filter(
    ({ type, operations }) => type !== 'UnsupportedMethodResponse' || operations.some(isRouted),
  );
  return { cases, wrong: [...found.errors, ...failures].map((one) => JSON.stringify(one)) };
};

/** @returns what it found wrong. Its own report, where these methods are failures, is printed only with that */
const runSchemathesis = async (bin: string, directory: string, url: string, key: string): Promise<string[]> => {
  const report = join(directory, 'report.json');
  const parameters = ['--url', url, '--header', `x-api-key: ${key}`, '--checks', 'all', '--max-examples', '200'];
  // Waited for without blocking: the stack that it asks runs in this process
  const running = spawn(
    join(bin, 'schemathesis'),
    ['run', DESCRIPTION, ...parameters, '--no-color', '--report', 'json', '--report-json-path', report],
    { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [said] = await Promise.all([text(running.stdout), once(running, 'exit')]);
  const { cases, wrong } = readReport(report);
  if (wrong.length > 0) console.log(said);
  else console.log(`Schemathesis: ${cases} cases, no fault but ${UNROUTED.join(' and ')}, which are not routed.`);
  return wrong;
};

/** @returns what it could not read */
const runHttpx = async (bin: string, url: string, key: string, encoding: string): Promise<string[]> => {
  const program = [join(HERE, 'read_with_httpx.py'), url, key, encoding];
  const [code] = await once(spawn(join(bin, 'python'), program, { stdio: 'inherit' }), 'exit');
  return code === 0 ? [] : [`httpx cannot read ${encoding}`];
};

const run = async (python: string, directory: string): Promise<void> => {
  const missing = install(python, join(directory, 'venv'));
  if (missing !== undefined) {
    console.log(`SKIPPED: npm run test:schemathesis, because ${missing}`);
    return;
  }
  await using resources = new AsyncDisposableStack();
  const stack = await startLocalStack({}, resources);
  const key = stack.credentials.find(({ kind }) => kind === 'key')?.value ?? '';
  const bin = join(directory, 'venv/bin');
  const operation = `${stack.url}/${PATH.join('/')}`;
  const wrong = [
    ...(await runSchemathesis(bin, directory, stack.url, key)),
    ...(await runHttpx(bin, operation, key, 'zstd')),
    ...(await runHttpx(bin, `${operation}?projects=false`, key, 'zstd')),
    ...(await runHttpx(bin, operation, key, 'gzip')),
  ];
  for (const sentence of wrong) console.error(sentence);
  console.log(wrong.length === 0 ? 'Schemathesis and httpx have nothing to say.' : `${wrong.length} faults`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
};

const python = findProgram('python3', 'python');
const directory = mkdtempSync(join(tmpdir(), 'schemathesis-'));
try {
  if (python === undefined) console.log('SKIPPED: npm run test:schemathesis, because there is no Python');
  else await run(python, directory);
} finally {
  rmSync(directory, { recursive: true });
}
