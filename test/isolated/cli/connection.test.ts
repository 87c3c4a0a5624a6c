import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { runCli } from '../../../lib/cli/run-cli.ts';
import { portOf } from '../../../lib/local/listen.ts';

const serve = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return String(portOf(server));
};

const run = async (parameters: readonly string[], environment: Record<string, string> = {}) => {
  const stderr = new PassThrough();
  const terminal = { stdin: Readable.from([]), stdout: new PassThrough().resume(), stderr, isInteractive: false };
  const status = await runCli(parameters, terminal, Date.now, environment);
  stderr.end();
  return { status, stderr: await text(stderr) };
};

const LIST = ['keys', 'list', '--organization', '1'];

describe('what answers on the port is believed', () => {
  const description = (dynamodb: string) => ({
    ...{ url: 'http://127.0.0.1:1/v1', dynamodb, table: 'Organizations', jwks: 'http://127.0.0.1:1/jwks' },
    issuers: [],
  });

  test('where it leads to this machine', async () => {
    const port = await serve((_, response) => response.end(JSON.stringify(description('http://127.0.0.1:1'))));
    expect((await run([...LIST, '--port', port])).stderr).toContain('The table did not answer a request');
  });

  test('and nowhere else', async () => {
    const port = await serve((_, response) => response.end(JSON.stringify(description('http://192.0.2.1'))));
    expect((await run([...LIST, '--port', port])).stderr).toContain(
      `The program on port ${port} is not a local stack.`,
    );
  });

  test('and is not followed', async () => {
    const port = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1' }).end());
    expect((await run([...LIST, '--port', port])).stderr).toContain(`No local stack runs on port ${port}.`);
  });
});

describe('the environment', () => {
  test('names the port and the stack where no option names a table', async () => {
    expect((await run(LIST, { ORGANIZATIONS_PORT: '1' })).stderr).toContain('No local stack runs on port 1.');
    expect((await run([...LIST, '--port', '2'], { ORGANIZATIONS_PORT: '1' })).stderr).toContain('on port 2.');
    const issue = ['tokens', 'issue', '--user', '1'];
    expect((await run(issue, { ORGANIZATIONS_STACK: 's' })).stderr).toContain('for the local stack only');
    expect((await run([...issue, '--port', '1'], { ORGANIZATIONS_STACK: 's' })).stderr).toContain('on port 1.');
  });

  test('and an endpoint contradict each other where it names a stack', async () => {
    const parameters = [...LIST, '--endpoint', 'http://127.0.0.1:1'];
    expect(await run(parameters, { ORGANIZATIONS_STACK: 's' })).toEqual({
      status: 2,
      stderr: '--endpoint needs --table: ORGANIZATIONS_STACK names a stack, whose table is at AWS.\n',
    });
    expect((await run([...parameters, '--table', 't'], { ORGANIZATIONS_STACK: 's' })).status).not.toBe(2);
  });

  test('is refused where it names no port', async () => {
    expect(await run(LIST, { ORGANIZATIONS_PORT: 'x' })).toEqual({
      status: 2,
      stderr: 'ORGANIZATIONS_PORT: A port is a number from 1 to 65535.\n',
    });
  });
});

describe('a deployed table', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_REGION', 'eu-central-1');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** Changes a user of a table that answers every call by this error. */
  const change = async (error: string) => {
    const port = await serve((_, response) =>
      response.writeHead(400).end(JSON.stringify({ __type: `x#${error}`, message: 'no' })),
    );
    return (await run(['users', 'disable', '1', '--table', 't', '--endpoint', `http://127.0.0.1:${port}`])).stderr;
  };

  test('is named as far as an operator who may not describe it can say', async () => {
    expect(await change('AccessDeniedException')).toMatch(/^In table t, account unknown, region eu-central-1:\n/);
  });

  test('that cannot be described for another reason is not changed', async () => {
    expect(await change('ResourceNotFoundException')).toBe('The table refused: no.\n');
    expect(await change('UnrecognizedClientException')).toBe('The table refused: no.\n');
  });
});
