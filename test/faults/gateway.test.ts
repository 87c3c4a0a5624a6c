import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ERROR_TEXT } from '../../lib/contract/errors.ts';
import { ALLOWED_ORIGIN, expectError, type LocalApi, PATH, startLocalApi } from '../support/local-api.ts';

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
});
afterAll(() => api.close());

describe('F51', () => {
  test.each([
    ['GET', '/'],
    ['GET', ''],
    ['GET', '/api'],
    ['GET', '/api/organizations/12'],
    ['GET', '/api/organizationsx'],
    ['GET', '/api/%2e%2e/api/organizations/x'],
    ['GET', '/%'],
    ['POST', '/api'],
    ['TRACE', PATH],
    ['PROPFIND', PATH],
  ])('%s %s is not found', async (method, path) => {
    const response = await api.call({ method, path, headers: api.as('key', 'admin') });
    expectError(response, 404, ERROR_TEXT.notFound);
    expect(response.body).not.toContain('Missing Authentication Token');
  });

  const methods = ['POST', 'PUT', 'PATCH', 'DELETE'];
  test.each(methods)(
    '%s is not allowed, whatever its body is and whoever asks, without an authorizer',
    async (method) => {
      const before = api.lines.length;
      for (const headers of [
        {},
        api.as('key', 'admin'),
        { 'x-api-key': 'ei_wrong', origin: 'https://evil.example' },
        { 'content-type': 'text/plain; charset=utf-8' },
        { 'content-type': 'Application/JSON; charset=utf-8' },
        { 'content-type': 'constructor' },
      ]) {
        expectError(await api.call({ method, headers }), 405, ERROR_TEXT.methodNotAllowed);
      }
      expect(api.lines.slice(before)).toEqual([]);
    },
  );

  test('HEAD is not allowed, and is answered by headers alone', async () => {
    const { status, headers, body } = await api.call({ method: 'HEAD', headers: api.as('key', 'admin') });
    expect([status, headers['allow'], body]).toEqual([405, 'GET, OPTIONS', '']);
  });
});

describe('F52 a preflight', () => {
  const preflight = (origin: string) =>
    api.call({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } });

  test.each([ALLOWED_ORIGIN, 'http://localhost:3000'])(
    'from the allowed origin %s is granted unasked',
    async (origin) => {
      const before = api.authorizerTable.requests.length;
      const { status, headers, body } = await preflight(origin);
      expect(status).toBe(204);
      expect(body).toBe('');
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['access-control-allow-headers']).toMatch(/x-api-key.*x-jwt-token/);
      expect(headers['access-control-allow-methods']).toContain('GET');
      expect(headers['access-control-allow-credentials']).toBe('true');
      expect(api.authorizerTable.requests).toHaveLength(before);
    },
  );

  test.each(['https://evil.example', 'null', 'http://localhost:51730', 'http://localhost:5173.evil.example'])(
    'from the foreign origin %s is no allowance for it',
    async (origin) => {
      const { status, headers } = await preflight(origin);
      expect(status).toBe(204);
      expect([origin, '*']).not.toContain(headers['access-control-allow-origin']);
    },
  );
});

test('F53 what is over the limits of the stage is told when to try again, and costs no function anything', async () => {
  // A copy of the stack that lets two requests through, and then one in a thousand seconds
  const directory = await mkdtemp(join(tmpdir(), 'throttled-'));
  const assembly = inject('assembly');
  await cp(assembly.directory, directory, { recursive: true });
  for (const name of (await readdir(directory)).filter((file) => file.endsWith('.template.json'))) {
    const template = await readFile(join(directory, name), 'utf8');
    const limited = template
      .replace(/"ThrottlingBurstLimit": \d+/, '"ThrottlingBurstLimit": 2')
      .replace(/"ThrottlingRateLimit": \d+/, '"ThrottlingRateLimit": 0.001');
    expect(limited).not.toBe(template);
    await writeFile(join(directory, name), limited);
  }
  const throttled = await startLocalApi({}, { assembly: { ...assembly, directory } });
  const call = () => throttled.call({ headers: throttled.as('key', 'admin') });
  expect([(await call()).status, (await call()).status]).toEqual([200, 200]);
  const reads = throttled.authorizerTable.requests.length;
  for (const response of [await call(), await throttled.call(), await throttled.call({ path: '/nowhere' })]) {
    expectError(response, 429, ERROR_TEXT.tooManyRequests);
    expect(response.headers['retry-after']).toBe('1');
  }
  expect(throttled.authorizerTable.requests).toHaveLength(reads);
  await throttled.close();
  await rm(directory, { recursive: true });
});
