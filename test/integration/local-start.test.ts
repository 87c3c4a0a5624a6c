import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { DESCRIPTION_PATH } from '../../lib/local/describe-stack.ts';
import { TOKENS_PATH } from '../../lib/local/issuer.ts';
import { portOf } from '../../lib/local/listen.ts';
import { type RunningStack, readySchema, runStart } from '../support/run-start.ts';

let directory: string;
let temporary: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-start-test-'));
  temporary = await mkdtemp(join(directory, 'temporary-'));
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...parameters: readonly string[]) => runStart(parameters, { TMPDIR: temporary });

const expectNothingLeft = async ({ child }: RunningStack) => {
  // What has ended may still wait for the machine's first process to take note of it
  const isAlive = () => process.kill(-(child.pid ?? 0), 0);
  await vi.waitFor(() => expect(isAlive).toThrow('ESRCH'), 120_000);
  expect(await readdir(temporary)).toEqual([]);
};

test('its help fits 80 columns', async () => {
  const { code, stdout } = await run('--help').ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('npm start -- [options]') });
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
});

describe('what it cannot do it says in a sentence, and ends with 1', () => {
  const expectRefusal = async (parameters: readonly string[], sentence: string) => {
    const { code, stderr } = await run('--json', ...parameters).ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(sentence) });
    expect(stderr, 'a stack trace').not.toMatch(/^ +at /m);
  };

  test.for([
    [['--prot', '80'], "Unknown option '--prot'"],
    [['--port', 'http'], '--port must be a number from 0 to 65535, not http'],
    [['--port', '65536'], '--port must be a number from 0 to 65535, not 65536'],
    [['--data'], "Option '--data <value>' argument"],
    [['4800'], "Unexpected argument '4800'"],
  ] as const)('wrong arguments: %j', ([parameters, sentence]) => expectRefusal(parameters, sentence));

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = String(portOf(server));
    await expectRefusal(['--port', port], `Port ${port} is in use by another program`);
    server.close();
  });

  test('a port in use on the other loopback address, where localhost might lead', async () => {
    const server = createServer().listen(0, '::1');
    await once(server, 'listening');
    const port = String(portOf(server));
    await expectRefusal(['--port', port], `Port ${port} is in use by another program`);
    server.close();
  });

  test('a data directory that is a file, is below a file, holds something else, or is nowhere', async () => {
    const foreign = await mkdtemp(join(directory, 'foreign-'));
    const file = join(foreign, 'file');
    await writeFile(file, 'something');
    await expectRefusal(['--data', file], `${file} is not a directory`);
    await expectRefusal(['--data', join(file, 'data')], 'is not a directory');
    await expectRefusal(['--data', foreign], `${foreign} is not empty, and was not made by the local stack`);
    await expectRefusal(['--data', join(foreign, 'no', 'data')], 'what it would be in does not exist');
    expect(await readdir(foreign)).toEqual(['file']);
  });
});

test('with --json, standard output is one line, and SIGTERM leaves nothing but the data', async () => {
  const data = join(directory, 'data');
  const running = run('--port', '0', '--json', '--data', data);
  const line = await running.firstOutput;
  expect((await stat(data)).mode.toString(8), 'for its owner only').toBe('40700');
  const { url, jwks, credentials } = readySchema.parse(JSON.parse(line));
  expect(await (await fetch(new URL(DESCRIPTION_PATH, url))).text()).toBe(line.trimEnd());
  expect(await (await fetch(jwks)).json()).toMatchObject({ keys: [{ kty: 'EC', use: 'sig' }] });
  for (const { kind, value } of credentials) {
    const header = kind === 'key' ? 'x-api-key' : 'x-jwt-token';
    const response = await fetch(`${url}/api/organizations?secret=${value}`, { headers: { [header]: value } });
    expect(await response.json()).toMatchObject({ success: true });
  }
  const second = await run('--port', '0', '--json', '--data', data).ended;
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('is in use by another local stack') });

  running.child.kill('SIGTERM');
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr.match(/GET +\/v1\/api\/organizations\?secret=… 200/g)).toHaveLength(credentials.length);
  for (const { value } of credentials) expect(stderr).not.toContain(value);
  await expectNothingLeft(running);

  const again = run('--port', '0', '--json', '--data', data);
  const ready = readySchema.parse(JSON.parse(await again.firstOutput));
  const keyOf = (of: typeof credentials) => of.find(({ kind }) => kind === 'key')?.value ?? '';
  const response = await fetch(`${ready.url}/api/organizations`, { headers: { 'x-api-key': keyOf(credentials) } });
  expect(response.status, 'with a key of the first run').toBe(200);
  again.child.kill('SIGINT');
  await again.ended;
});

test('the issuer signs what it is asked for, and asks for JSON', async () => {
  const running = run('--port', '0', '--json');
  const { url, jwks } = readySchema.parse(JSON.parse(await running.firstOutput));
  const order = (contentType: string, claims: unknown) =>
    fetch(new URL(TOKENS_PATH, jwks), {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: JSON.stringify({ claims }),
    });
  const call = async (claims: unknown) => {
    const { token } = z.parse(z.object({ token: z.string() }), await (await order('application/json', claims)).json());
    return (await fetch(`${url}/api/organizations`, { headers: { 'x-jwt-token': token } })).json();
  };
  expect(await call({ sub: '970' })).toMatchObject({ success: true });
  expect(await call({ sub: '970', exp: 1_000_000_000 })).toMatchObject({ error: 'Your JWT token has expired' });
  expect((await order('text/plain', { sub: '970' })).status).toBe(404);
  expect((await order('application/json', 'none')).status).toBe(404);
  running.child.kill('SIGINT');
  await running.ended;
});

test('a signal during the start leaves nothing either', async () => {
  const starting = run('--port', '0');
  expect(await starting.firstOutput).toContain('Preparing');
  starting.child.kill('SIGINT');
  expect(await starting.ended).toMatchObject({ code: 0, stderr: '' });
  await expectNothingLeft(starting);
});
