import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';

const ROOT = join(import.meta.dirname, '../..');
const execute = promisify(execFile);

const packSchema = z.object({ filename: z.string(), files: z.array(z.object({ path: z.string(), size: z.number() })) });
const readySchema = z.object({
  url: z.string(),
  credentials: z.array(z.object({ kind: z.string(), value: z.string() })),
});

let directory: string;
let packed: z.infer<typeof packSchema>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'package-test-'));
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', directory], { cwd: ROOT });
  // npm 11 prints an array, npm 12 an object by names
  [packed] = z.parse(z.tuple([packSchema]), Object.values(JSON.parse(stdout)));
});
afterAll(() => rm(directory, { recursive: true }));

test('the package is what a consumer needs, and nothing else', async () => {
  const paths = packed.files.map(({ path }) => path);
  const tops = new Set(paths.map((path) => path.split('/')[0]));
  const expected = [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'package.json',
    'openapi.json',
    'cdk.json',
    'tsconfig.json',
    'cdk',
    'functions',
    'lib',
  ];
  const present = (await readdir(ROOT)).filter((name) => name === 'SECURITY.md');
  expect([...tops].toSorted()).toEqual([...expected, ...present].toSorted());
  expect(
    paths.filter((path) => /(^|\/)\.|\.(test|spec)\.|\.(pem|key|log|tgz|env)$|node_modules|cdk\.out/.test(path)),
  ).toEqual([]);
  expect(packed.files.reduce((total, { size }) => total + size, 0)).toBeLessThan(2_000_000);
});

test('nothing in it looks like a secret or like a machine that it was made on', async () => {
  for (const { path } of packed.files) {
    const text = await readFile(join(ROOT, path), 'latin1');
    const found = text.match(
      /ei_org_\w{20}|eyJ[\w-]{20,}\.eyJ|AKIA[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|\/(home|root|Users)\/\w+/,
    );
    expect([path, found?.[0]]).toEqual([path, undefined]);
  }
});

test('what was packed runs when it is unpacked', async () => {
  await execute('tar', ['-xzf', join(directory, packed.filename), '-C', directory]);
  const unpacked = join(directory, 'package');
  await symlink(join(ROOT, 'node_modules'), join(unpacked, 'node_modules'), 'junction');
  const parameters = ['start', '--silent', '--', '--json', '--port', '0'];
  const child = spawn('npm', parameters, { cwd: unpacked, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = await once(child.stdout, 'data');
    const { url, credentials } = z.parse(readySchema, JSON.parse(String(line)));
    const [key] = credentials.filter(({ kind }) => kind === 'key');
    const response = await fetch(`${url}/api/organizations`, { headers: { 'x-api-key': key?.value ?? '' } });
    expect(await response.json()).toMatchObject({ success: true });
    expect((await fetch(new URL('/page.js', url))).status).toBe(200);
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await once(child, 'close');
  }
});
