import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portOf } from '../../lib/local/listen.ts';

let directory: string;
let temporary: string;
let withSam: string;
const withoutSam = dirname(process.execPath);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-sam-test-'));
  temporary = await mkdtemp(join(directory, 'temporary-'));
  const bin = join(directory, 'bin');
  await mkdir(bin);
  const standIn = join(import.meta.dirname, 'sam-stand-in.ts');
  await writeFile(join(bin, 'sam'), `#!/bin/sh\nexec '${process.execPath}' '${standIn}' "$@"\n`, { mode: 0o755 });
  withSam = [bin, withoutSam].join(delimiter);
});
afterAll(() => rm(directory, { recursive: true }));

/** `npm run sam:<script> -- …`, without npm. */
const run = (script: 'api' | 'invoke', parameters: readonly string[], PATH = withSam) => {
  const account = { AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_PROFILE: 'real', AWS_SESSION_TOKEN: 'real' };
  const child = spawn(process.execPath, [`lib/local/sam/${script}.ts`, ...parameters], {
    env: { ...process.env, ...account, PATH, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]) => ({ code, stdout, stderr }),
  );
  const endedEarly = ended.then(({ code, stderr }) => `ended with ${code}: ${stderr}`);
  return { child, ended, firstOutput: Promise.race([once(child.stdout, 'data').then(String), endedEarly]) };
};

describe('what it cannot do it says in a sentence, and ends with 1', () => {
  const expectRefusal = async (running: ReturnType<typeof run>, sentence: string) => {
    const { code, stdout, stderr } = await running.ended;
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining(sentence) });
    expect(stderr, 'a stack trace').not.toMatch(/^ +at /m);
  };

  test.for([
    ['invoke', [], "A function's name is missing"],
    ['invoke', ['list'], 'There is no function list. The functions are authorizer, expire-trials, list-organizations'],
    ['invoke', ['authorizer', 'nowhere.json'], 'The event file nowhere.json cannot be read: ENOENT'],
    ['invoke', ['authorizer', 'README.md'], 'The event file README.md is not JSON'],
    ['invoke', ['authorizer', 'a.json', 'b.json'], 'Name one event file only, not also b.json'],
    ['invoke', ['--debug', 'authorizer'], "Unknown option '--debug'"],
    ['api', ['--port', 'http'], '--port must be a number from 0 to 65535, not http'],
    ['api', ['3000'], "Unexpected argument '3000'"],
  ] as const)('%s %j', ([script, parameters, sentence]) => expectRefusal(run(script, parameters), sentence));

  test.each(['api', 'invoke'] as const)('a machine without sam: %s', (script) =>
    expectRefusal(run(script, script === 'invoke' ? ['authorizer'] : [], withoutSam), 'There is no command sam.'),
  );

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = String(portOf(server));
    await expectRefusal(run('api', ['--port', port]), `Port ${port} is in use by another program`);
    server.close();
  });
});

const CONTAINER_URL = /^http:\/\/host\.docker\.internal:\d+/;

test('sam is given the function, the event with a fresh token, and a table and an issuer that containers reach', async () => {
  const running = run('invoke', ['authorizer', 'test/events/authorizer/jwt.json', '--', '--skip-pull-image']);
  const { code, stdout, stderr } = await running.ended;
  expect(code, stderr).toBe(0);
  const { event, ...told } = JSON.parse(stdout);
  expect(told).toEqual({
    command: ['local', 'invoke', expect.stringMatching(/^AuthorizerFunction[0-9A-F]{8}$/)],
    overrides: { AWS_ENDPOINT_URL_DYNAMODB: expect.stringMatching(CONTAINER_URL) },
    isDeclared: true,
    jwks: expect.stringMatching(CONTAINER_URL),
    reached: [200, 200],
    // None of an account's
    credentials: ['local', null, null],
  });
  const token = event.headers['x-jwt-token'];
  expect(event.multiValueHeaders['x-jwt-token']).toEqual([token]);
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
  expect(claims).toMatchObject({ sub: '970', iss: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/) });
  expect(stderr).toMatch(/^AWS_ACCESS_KEY_ID=local .* sam local invoke AuthorizerFunction.* --skip-pull-image$/m);
  expect(stderr).toContain('--add-host host.docker.internal:host-gateway');
  expect(await readdir(temporary)).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'the API goes on until %s, and sam cleans up before the rest goes',
  async (signal) => {
    const running = run('api', ['--port', '0']);
    expect(await running.firstOutput).toContain('"start-api"');
    running.child.kill(signal);
    const { code, stdout, stderr } = await running.ended;
    expect({ code, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, last: 'cleaned up' });
    expect(
      stderr.match(/^curl -s 'http:\/\/127\.0\.0\.1:\d+\/v1\/api\/organizations\?projects=false' -H '/gm),
    ).toHaveLength(7);
    expect(stderr).toMatch(/sam local start-api .*--port \d+/);
    expect(stderr).toMatch(
      /read and write the sample data at port \d+, and\n +have tokens signed for every sample user at port \d+/,
    );
    expect(await readdir(temporary)).toEqual([]);
  },
);
