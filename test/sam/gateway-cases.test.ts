import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, test } from 'vitest';
import { portOf } from '../../lib/local/listen.ts';
import { expectAnswer, GATEWAY_CASES } from '../support/gateway-cases.ts';
import { writeGatewayStack } from '../support/gateway-stack.ts';

const resources = new AsyncDisposableStack();
let origin: string;

const findPort = async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const port = portOf(probe);
  probe.close();
  return port;
};

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-cases-'));
  resources.defer(() => rm(directory, { recursive: true }));
  await writeGatewayStack(directory);
  const port = await findPort();
  const options = ['--template', 'cases.template.json', '--port', String(port), '--warm-containers', 'LAZY'];
  const sam = spawn('sam', ['local', 'start-api', ...options], {
    cwd: directory,
    env: { ...process.env, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_DEFAULT_REGION: 'us-east-1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const ended = once(sam, 'exit');
  resources.defer(async () => {
    sam.kill('SIGINT');
    await ended;
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: sam.stderr })) {
    said.push(line);
    if (line.includes('CTRL+C to quit')) break;
  }
  sam.stderr.resume();
  if (sam.exitCode !== null) throw new Error(said.join('\n'));
  origin = `http://127.0.0.1:${port}`;
});
afterAll(() => resources.disposeAsync());

test.for(GATEWAY_CASES)('sam answers $asked as documented, or as it is known to', (asked) =>
  expectAnswer(origin, asked, { ...asked, ...asked.sam }),
);
