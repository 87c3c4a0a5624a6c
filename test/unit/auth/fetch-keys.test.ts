import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createKeyFetcher } from '../../../lib/auth/fetch-keys.ts';
import { portOf } from '../../../lib/local/listen.ts';
import { createTestIssuer } from '../../support/tokens.ts';

let keys: string;
beforeAll(async () => {
  keys = JSON.stringify({ keys: [(await createTestIssuer('1')).jwk], more: true });
});

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const serve = async (listener: RequestListener): Promise<string> => {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server)}`;
};
const fetchKeys = (url: string) => createKeyFetcher({ issuer: 'x', jwksUri: `${url}/keys` }, Date.now)();
const answer = async (status: number, body: string | Buffer, headers = {}) =>
  fetchKeys(await serve((_, response) => response.writeHead(status, headers).end(body)));

test('keys are fetched from the configured address', async () => {
  const requests: IncomingMessage[] = [];
  const url = await serve((request, response) => {
    requests.push(request);
    response.end(keys);
  });
  expect(await fetchKeys(url)).toMatchObject([{ kid: '1', alg: 'ES256' }]);
  expect(requests.map(({ url: path, headers }) => [path, headers.accept])).toEqual([
    ['/keys', 'application/jwk-set+json, application/json'],
  ]);
});

test('keys may come in pieces, and after a byte order mark', async () => {
  const url = await serve((_, response) => {
    response.write(`\ufeff${keys.slice(0, 10)}`, () => setImmediate(() => response.end(keys.slice(10))));
  });
  expect(await fetchKeys(url)).toHaveLength(1);
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
])('keys may come as %s, which was not asked for, and may not grow beyond the limit', async (encoding, compress) => {
  expect(await answer(200, compress(keys), { 'content-encoding': encoding })).toHaveLength(1);
  server.close();
  const bomb = compress(keys + ' '.repeat(262_144));
  await expect(answer(200, bomb, { 'content-encoding': encoding })).rejects.toThrow('262144 bytes');
});

test('an issuer that is not there, or breaks off, is an error without its address', async () => {
  const url = await serve(({ socket }, response) => response.write('{', () => socket.destroy()));
  await expect(fetchKeys(url)).rejects.toThrow('aborted');
  server.close();
  await once(server, 'close');
  await expect(fetchKeys(url)).rejects.toThrow(/^the issuer cannot be reached$/);
});

test.each([201, 203, 204, 404, 500])('an answer of %i is none', async (status) => {
  await expect(answer(status, status === 204 ? '' : keys)).rejects.toThrow(`the issuer answered ${status}`);
});

test('a redirect is not followed', async () => {
  let asked = 0;
  const url = await serve(({ url: path }, response) => {
    asked += 1;
    if (path === '/keys') response.writeHead(302, { location: '/elsewhere' }).end();
    else response.end(keys);
  });
  await expect(fetchKeys(url)).rejects.toThrow('the issuer answered 302');
  expect(asked).toBe(1);
});

test.each(['', 'x', '[]', '{}', '{"keys":{}}', 'null'])('%s is no key set', async (body) => {
  await expect(answer(200, body)).rejects.toThrow();
});

test('a key set may have 256 KB and not a byte more', async () => {
  const sized = (bytes: number) => keys + ' '.repeat(bytes - keys.length);
  expect(await answer(200, sized(262_144))).toHaveLength(1);
  server.close();
  await expect(answer(200, sized(262_145))).rejects.toThrow("the issuer's answer is larger than 262144 bytes");
});

test.each([500, 200])('what an answer of %i goes on to send is not waited for', async (status) => {
  const closed = vi.fn();
  const drip = (response: ServerResponse) => {
    response.once('close', closed);
    const write = () => void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(write)));
    response.writeHead(status);
    write();
  };
  await expect(fetchKeys(await serve((_, response) => drip(response)))).rejects.toThrow('the issuer');
  await expect.poll(() => closed.mock.calls.length).toBe(1);
});

test('the two seconds of a fetch can be multiplied', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  onTestFinished(() => timeout.mockRestore());
  const jwksUri = await serve((_, response) => response.end(keys));
  await createKeyFetcher({ issuer: 'x', jwksUri }, Date.now)();
  await createKeyFetcher({ issuer: 'x', jwksUri }, Date.now, 10)();
  expect(timeout.mock.calls).toEqual([[2000], [20_000]]);
});

test('an issuer that does not answer is given up', async () => {
  const url = await serve((_, response) => response.write('{'));
  await expect(fetchKeys(url)).rejects.toThrow('aborted due to timeout');
});
