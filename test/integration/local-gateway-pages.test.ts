import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeployment } from '../../lib/local/deployment.ts';
import { startGateway } from '../../lib/local/gateway.ts';

const resources = new AsyncDisposableStack();
let port: number;
let origin: string;

const pageAt = async (path: string) => {
  if (path === '/broken') throw new Error('a file that is not there');
  return path === '/page' ? { headers: { 'content-type': 'text/page' }, body: 'a page' } : undefined;
};

beforeAll(async () => {
  const deployment = createDeployment({
    template: { functions: new Map(), api: { stage: 'test', methods: new Map(), gatewayResponses: new Map() } },
    environment: {},
    concurrency: 1,
    adapt: (value) => value,
    onLine: () => undefined,
    resources,
  });
  const current = async () => deployment;
  port = await startGateway({ port: 0, current, pageAt, onRequest: () => undefined }, resources);
  origin = `http://127.0.0.1:${port}`;
});
afterAll(() => resources.disposeAsync());

/** What comes back on a connection for bytes that no client library would send. */
const send = (bytes: string) => {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
};

describe('a page beside the API', () => {
  test('is served to the names of this machine', async () => {
    const response = await fetch(`${origin}/page`);
    expect(response.headers.get('content-type')).toBe('text/page');
    expect(await response.text()).toBe('a page');
    expect(await (await fetch(`${origin}/page?with=parameters`)).text()).toBe('a page');
    expect((await fetch(`${origin}/page`, { method: 'HEAD' })).status).toBe(200);
  });

  test('that cannot be read is an error, and the gateway goes on', async () => {
    expect(await (await fetch(`${origin}/broken`)).json()).toEqual({ message: 'Internal server error' });
    expect((await fetch(`${origin}/page`)).status).toBe(200);
  });

  test('is not there for a foreign name that leads here, nor for another method', async () => {
    expect(await send('GET /page HTTP/1.1\r\nHost: foreign.example\r\nConnection: close\r\n\r\n')).not.toContain(
      'a page',
    );
    expect(await (await fetch(`${origin}/page`, { method: 'POST' })).text()).not.toContain('a page');
  });
});
