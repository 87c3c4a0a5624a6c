import { exec, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../support/find-program.ts';
import { readySchema, runStart } from '../support/run-start.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-surroundings-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Without `fetch`, which would take the environment's proxy. */
const ask = async (url: string, headers: Readonly<Record<string, string>>) => {
  const [response] = await once(get(url, { headers, agent: false }), 'response');
  return json(response);
};

test('what the environment says about AWS, CDK and proxies is not for the local stack', async () => {
  const nowhere = 'http://127.0.0.1:1';
  const home = join(directory, 'home');
  await mkdir(join(home, '.aws'), { recursive: true });
  await writeFile(join(home, '.cdk.json'), JSON.stringify({ context: { foreign: 'x', environment: 'nowhere' } }));
  await writeFile(
    join(home, '.aws', 'config'),
    `[default]\nregion = eu-west-1\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\nendpoint_url = ${nowhere}\n`,
  );
  const running = runStart(['--json', '--port', '0'], {
    HOME: home,
    USERPROFILE: home,
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_ENDPOINT_URL: nowhere,
    AWS_ENDPOINT_URL_DYNAMODB: nowhere,
    AWS_PROFILE: 'nobody',
    AWS_ACCOUNT_ID_ENDPOINT_MODE: 'required',
    AWS_RETRY_MODE: 'nonsense',
    AWS_MAX_ATTEMPTS: 'nonsense',
    AWS_DEFAULTS_MODE: 'nonsense',
    CDK_CONTEXT_JSON: '{"foreign":"x"}',
    CDK_OUTDIR: '/nowhere',
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: nowhere,
    http_proxy: nowhere,
    HTTPS_PROXY: nowhere,
    npm_config_ignore_scripts: 'true',
  });
  const { url, credentials } = readySchema.parse(JSON.parse(await running.firstOutput));
  for (const { kind, value } of credentials) {
    const headers = { [kind === 'key' ? 'x-api-key' : 'x-jwt-token']: value };
    expect(await ask(`${url}/api/organizations?projects=false`, headers)).toMatchObject({ success: true });
  }
  running.child.kill('SIGINT');
  await running.ended;
});

test('localhost is this stack, whichever address a client tries first', async () => {
  const running = runStart(['--json', '--port', '0']);
  const { url } = readySchema.parse(JSON.parse(await running.firstOutput));
  const { port } = new URL(url);
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    expect(await ask(`http://${host}:${port}/v1/api/organizations`, {})).toMatchObject({ success: false });
  }
  running.child.kill('SIGINT');
  await running.ended;
});

/** Commands on a screen, each with the lines on which it goes on. */
const commandsIn = (screen: string): string[] => screen.match(/^curl (?:.*\\\n)*.*$/gm) ?? [];

test('the commands that it prints work as they are, and it goes on when whoever read its log has gone', async () => {
  const child = spawn(process.execPath, ['lib/local/start.ts', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  let said = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    said += chunk;
    if (/\n {2}http:\S+\/\n/.test(said)) break;
  }
  const commands = commandsIn(said);
  expect(commands).toHaveLength(3);
  expect(said.split('\n').filter((line) => line.length > 80)).toEqual([]);
  for (const command of commands) {
    const { stdout } = await promisify(exec)(command, { cwd: directory, env: { ...process.env, no_proxy: '*' } });
    const answer = stdout === '' ? await readFile(join(directory, 'organizations.json'), 'utf8') : stdout;
    expect(JSON.parse(answer)).toMatchObject({ success: true });
  }
  child.stdout.destroy();
  const url = `${/API +(\S+)/.exec(said)?.[1]}?projects=false`;
  // Each is a line of the log, and the first of them meets the closed pipe.
  for (let count = 0; count < 10; count++) expect(await ask(url, {})).toMatchObject({ success: false });
  expect(child.exitCode).toBeNull();
  child.kill('SIGINT');
  await once(child, 'exit');
});

describe('what comes from pages of other sites is refused', () => {
  let running: ReturnType<typeof runStart>;
  let ready: ReturnType<typeof readySchema.parse>;
  beforeAll(async () => {
    running = runStart(['--json', '--port', '0']);
    ready = readySchema.parse(JSON.parse(await running.firstOutput));
  });
  afterAll(async () => {
    running.child.kill('SIGINT');
    await running.ended;
  });

  const send = async (url: string, headers: Readonly<Record<string, string>>, method = 'GET', body = '') => {
    const outgoing = request(url, { method, headers, agent: false });
    outgoing.end(body);
    const [response] = await once(outgoing, 'response');
    return {
      status: response.statusCode,
      allowed: response.headers['access-control-allow-origin'],
      body: await text(response),
    };
  };
  const tableCall = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    authorization:
      'AWS4-HMAC-SHA256 Credential=a/20250101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
    'x-amz-date': 'x',
  };

  test.for([
    ['by their origin', { origin: 'http://evil.example' }],
    ['from a file, or from a sandbox', { origin: 'null' }],
    ['from another port of this machine', { origin: 'http://localhost:1' }],
    ['by a name that leads here', { host: 'evil.example' }],
    ['by a name that leads here, as their own', { host: 'evil.example:4800', origin: 'http://evil.example:4800' }],
    ['by a name that only begins the same', { host: 'localhost.evil.example' }],
  ] as const)('%s', async ([, headers]) => {
    const { origin } = new URL(ready.url);
    const pages = ['/', '/stack.json', '/tokens/admin', '/caller.json'].map((path) => origin + path);
    const urls = [ready.dynamodb, ready.jwks, ...pages];
    for (const url of urls) {
      const answer = await send(url, { ...headers });
      expect([url, answer.status]).toEqual([url, 403]);
      expect(answer.body).not.toMatch(/eyJ|"kty"|<html/);
      expect(['*', new Headers(headers).get('origin')]).not.toContain(answer.allowed);
    }
    for (const method of ['OPTIONS', 'POST']) {
      const answer = await send(ready.dynamodb, { ...tableCall, ...headers }, method, '{}');
      expect([method, answer.status, answer.allowed]).toEqual([method, 403, undefined]);
      expect(answer.body).not.toContain(ready.table);
    }
    const order = { ...headers, 'content-type': 'application/json' };
    expect((await send(new URL('/tokens', ready.jwks).href, order, 'POST', '{"claims":{"sub":"970"}}')).status).toBe(
      403,
    );
  });

  test('the API itself is refused under a foreign name, and tells a foreign origin nothing that its page could read', async () => {
    const path = `${ready.url}/api/organizations`;
    expect((await send(path, { host: 'evil.example' })).status).toBe(403);
    for (const method of ['GET', 'OPTIONS']) {
      const { allowed } = await send(path, { origin: 'http://evil.example' }, method);
      expect([undefined, 'http://localhost:3000']).toContain(allowed);
    }
    const { allowed } = await send(path, { origin: 'http://localhost:5173' }, 'OPTIONS');
    expect(allowed).toBe('http://localhost:5173');
  });

  test('and what comes from this machine is not', async () => {
    const { origin, port } = new URL(ready.url);
    expect((await send(ready.dynamodb, tableCall, 'POST', '{}')).body).toContain(ready.table);
    for (const headers of [
      {},
      { origin },
      { host: `127.0.0.1:${port}` },
      { host: `[::1]:${port}` },
      { host: `LOCALHOST:${port}` },
    ]) {
      expect((await send(`${origin}/stack.json`, headers)).status).toBe(200);
    }
  });
});

const script = findProgram('script');

describe.skipIf(script === undefined)('on a terminal of 80 × 24', () => {
  /** @param environment decides about colours */
  const onTerminal = async (parameters: string, environment: Readonly<Record<string, string>> = {}) => {
    const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...inherited } = process.env;
    const command = `stty cols 80 rows 24; exec '${process.execPath}' lib/local/start.ts --port 0 ${parameters}`;
    const child = spawn(script ?? '', ['-qefc', command, '/dev/null'], {
      env: { ...inherited, TERM: 'xterm-256color', ...environment },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let said = '';
    for await (const chunk of child.stdout) {
      said += chunk;
      if (/Ctrl-C[\s\S]*\r\n\r\n {2}\S*http:\S+\/\S*\r\n\r\n$/.test(said)) child.stdin.write('\x03');
    }
    return said;
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  const plain = (text: string) => text.replaceAll(/\x1b\[[\d;]*[mK]/g, '').replaceAll('\r\n', '\n');

  test('something moves until it is ready; then three short commands, and the URL last and alone', async () => {
    const said = await onTerminal('');
    expect(new Set(said.match(/\r[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Preparing/gu)).size).toBeGreaterThan(2);
    expect(said).toContain('\x1b[1m');
    const screen = plain(said.slice(said.lastIndexOf('\x1b[K')));
    const lines = screen.split('\n');
    const commands = commandsIn(screen);
    expect(commands).toHaveLength(3);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(lines).toContain('# all 7 sample credentials: restart with npm start -- --commands');
    for (const command of commands) {
      expect(command).toMatch(/(projects=false|curl -so organizations\.json )[\s\S]* -H ['"]x-/);
    }
    expect(lines.filter((line) => line.trim() !== '' && line !== '^C').at(-1)).toMatch(
      /^ {2}http:\/\/localhost:\d+\/$/,
    );
  });

  test('a command for each credential on request, and no colours where they are not wanted', async () => {
    const said = await onTerminal('--commands', { NO_COLOR: '1' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
    expect(said).not.toMatch(/\x1b\[\d*m/);
    expect(plain(said).match(/^curl .*projects=false/gm)).toHaveLength(7);
  });
});
