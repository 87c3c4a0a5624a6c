/** What the scripts of package.json promise to whoever has an older Node.js, and whatever npm's configuration is. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod/mini';
import { copySources } from '../support/copy-sources.ts';

/** npm leaves out `pre` and `post` scripts then. */
const ENVIRONMENT = { ...process.env, npm_config_ignore_scripts: 'true' };

const readySchema = z.object({
  url: z.string(),
  credentials: z.array(z.object({ kind: z.string(), value: z.string() })),
});
const packageSchema = z.object({ scripts: z.record(z.string(), z.string()) });

let copy: string;
beforeAll(async () => {
  copy = await copySources();
});
afterAll(() => rm(copy, { recursive: true }));

test('npm start runs the local stack under ignore-scripts', async () => {
  const parameters = ['start', '--silent', '--', '--json', '--port', '0'];
  const child = spawn('npm', parameters, {
    cwd: copy,
    env: ENVIRONMENT,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
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

test('npx organizations is the command line of the checkout', async () => {
  const { code, output } = await run(copy, 'npx', ['--no', '--', 'organizations', '--help']);
  expect([code, output]).toEqual([0, expect.stringContaining('Usage: organizations')]);
});

test('every script says which Node.js it needs, where npm ci has not brought it along', async () => {
  const { scripts } = z.parse(packageSchema, JSON.parse(await readFile(join(copy, 'package.json'), 'utf8')));
  const oldCopy = await copySources();
  onTestFinished(() => rm(oldCopy, { recursive: true }));
  await makeOld(oldCopy);
  // Formatting needs no newer Node.js.
  const names = Object.keys(scripts).filter((name) => name !== 'fix');
  expect(names).toContain('start');
  for (const name of names) {
    const { code, output } = await run(oldCopy, 'npm', ['run', name]);
    expect([name, code, output]).toEqual([
      name,
      1,
      expect.stringMatching(/This needs Node\.js 24 or newer; this is v20/),
    ]);
  }
});

const run = async (cwd: string, file: string, parameters: readonly string[]) => {
  const { promise, resolve } = Promise.withResolvers<{ code: unknown; output: string }>();
  execFile(file, parameters, { cwd, env: ENVIRONMENT }, (error, stdout, stderr) =>
    resolve({ code: error === null ? 0 : error.code, output: stdout + stderr }),
  );
  return promise;
};

/** Gives a copy's scripts a Node.js that says that it is an old one. */
const makeOld = async (directory: string): Promise<void> => {
  const modules = join(directory, 'node_modules');
  const installed = join(import.meta.dirname, '../../node_modules');
  await rm(modules);
  await mkdir(modules);
  for (const name of await readdir(installed)) {
    if (name !== '.bin') await symlink(join(installed, name), join(modules, name));
  }
  await cp(join(installed, '.bin'), join(modules, '.bin'), { recursive: true, verbatimSymlinks: true });
  const preload =
    "for (const of of [[process.versions, 'node', '20.0.0'], [process, 'version', 'v20.0.0']]) Object.defineProperty(of[0], of[1], { value: of[2] })";
  const program = join(modules, '.bin', 'node');
  await rm(program);
  await writeFile(
    program,
    `#!/bin/sh\nexec '${process.execPath}' --import 'data:text/javascript,${preload.replaceAll("'", '"')}' "$@"\n`,
    { mode: 0o755 },
  );
};
