import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { SECURITY_HEADERS } from '../../lib/contract/headers.ts';

/** What `sam local start-api` does otherwise than API Gateway, so that whoever uses it knows what not to conclude from it. */
const url = `${process.env['E2E_URL']}/api/organizations`;
const apiKey = process.env['E2E_API_KEY'] ?? '';
const jwt = process.env['E2E_JWT'] ?? '';

const expectDenial = async (response: Response) => {
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ message: 'User is not authorized to access this resource' });
};

describe('a denial is a 403 of its own, without the text for the caller', () => {
  test.each<[string, Record<string, string>]>([
    ['no credential', {}],
    ['a malformed key', { 'x-api-key': 'ei_org_x' }],
    ['an unknown key', { 'x-api-key': `${apiKey.slice(0, -2)}xx` }],
    ['a bad token', { 'x-jwt-token': `${jwt.slice(0, -6)}AAAAAA` }],
    ['a bad cookie', { cookie: 'jwt=x' }],
    ['a bad key, whatever token is beside it', { 'x-api-key': 'ei_org_x', 'x-jwt-token': jwt }],
    ['a bad token, whatever cookie is beside it', { 'x-jwt-token': 'x', cookie: `jwt=${jwt}` }],
  ])('%s', async (_, headers) => expectDenial(await fetch(url, { headers })));

  test('the same key twice', async () => {
    const status = await new Promise((resolve, reject) => {
      const twice = request(url, { headers: { 'x-api-key': [apiKey, apiKey] } }, ({ statusCode }) =>
        resolve(statusCode),
      );
      twice.once('error', reject).end();
    });
    expect(status).toBe(403);
  });
});

test('an unknown path is a 403 of its own', async () => {
  const response = await fetch(`${url}/12`);
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ message: 'Missing Authentication Token' });
});

test('another method is a 502, for it runs no integration without a function', async () => {
  const response = await fetch(url, { method: 'POST' });
  expect(response.status).toBe(502);
});

test('what the function answers itself is as everywhere, but for the id of the request', async () => {
  const headers = { 'x-api-key': apiKey, origin: 'http://localhost:3000' };
  const response = await fetch(`${url}?projects=maybe`, { headers });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    success: false,
    error: 'The parameter projects accepts the values true and false only',
  });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    ...SECURITY_HEADERS,
    'access-control-allow-origin': 'http://localhost:3000',
    'access-control-allow-credentials': 'true',
  });
  expect(response.headers.has('x-amzn-requestid')).toBe(false);
});

test('it takes the answer whole, and so uncompressed', async () => {
  const response = await fetch(url, { headers: { 'x-api-key': apiKey, 'accept-encoding': 'zstd, br, gzip' } });
  const body = await response.text();
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
  expect(body).toMatch(/"success":true}$/);
});
