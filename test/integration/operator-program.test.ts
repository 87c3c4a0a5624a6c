import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { portOf } from '../../lib/local/listen.ts';

const run = promisify(execFile);
const PROGRAM = 'lib/cli/organizations.mjs';

test('the command line starts by itself, and a reader who has enough of it is no fault', async () => {
  expect(await run(PROGRAM, ['--help'])).toEqual({
    stdout: expect.stringContaining('Usage: organizations'),
    stderr: '',
  });
  expect(await run('sh', ['-c', `${PROGRAM} --help | true`])).toEqual({ stdout: '', stderr: '' });
  await expect(run(PROGRAM, ['keys', 'list', '--organization', '1', '--port', '1'])).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('No local stack runs on port 1.'),
  });
});

test('a proxy of the environment is not asked for the local stack', async () => {
  await using server = createServer((request, response) => {
    const url = `http://${request.headers.host}`;
    const description = { url, dynamodb: url, table: 't', jwks: `${url}/jwks`, issuers: [] };
    response.end(JSON.stringify(request.method === 'POST' ? { token: 'e30.e30.' } : description));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const nowhere = 'http://127.0.0.1:1';
  const proxies = { HTTP_PROXY: nowhere, http_proxy: nowhere, NO_PROXY: 'example.com', NODE_USE_ENV_PROXY: '1' };
  const parameters = ['tokens', 'issue', '--user', '1', '--port', String(portOf(server))];
  const outcome = await run(PROGRAM, parameters, { env: { ...process.env, ...proxies } });
  expect(outcome).toEqual({ stdout: 'e30.e30.\n', stderr: '' });
});
