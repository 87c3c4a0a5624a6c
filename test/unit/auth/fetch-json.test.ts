import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchJson } from '../../../lib/auth/fetch-json.ts';

/** The first byte of a TLS record that begins a handshake (RFC 8446, section 5.1). */
const TLS_HANDSHAKE = 0x16;

/** Closes every connection as soon as something has arrived. */
const server = createServer((socket) => {
  socket
    .on('error', () => undefined)
    .once('data', (bytes) => {
      received.push(bytes);
      socket.destroy();
    });
});
const received: Buffer[] = [];

beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('a document of an issuer', () => {
  const send = async (protocol: 'http' | 'https') => {
    const { port } = server.address() as AddressInfo;
    received.length = 0;
    const fetched = fetchJson(`${protocol}://127.0.0.1:${port}/keys`, new AbortController().signal);
    await expect(fetched).rejects.toMatchObject({
      message: 'the issuer cannot be reached',
      cause: expect.objectContaining({ code: 'ECONNRESET' }),
    });
    return Buffer.concat(received);
  };

  test('is asked for in the clear only where its address says so', async () => {
    expect((await send('https'))[0]).toBe(TLS_HANDSHAKE);
    expect((await send('http')).toString()).toMatch(/^GET \/keys HTTP\/1\.1\r\n/);
  });

  test('is asked for uncompressed, with a user agent, on a connection that is not kept', async () => {
    const request = (await send('http')).toString().toLowerCase();
    expect(request).toContain('\r\naccept: application/jwk-set+json, application/json\r\n');
    expect(request).toContain('\r\naccept-encoding: identity\r\n');
    expect(request).toContain('\r\nuser-agent: node\r\n');
    expect(request).toContain('\r\nconnection: close\r\n');
  });
});
