import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack({ assembly: inject('assembly') });
});
afterAll(() => stack.close());

const get = (path: string) => fetch(new URL(path, stack.url));

/** What a page leads to: its stylesheets, scripts and links. */
const referencesOf = (html: string) =>
  [...html.matchAll(/(?:href|src)="(?!data:)([^"]+)"/g)].map(([, path]) => path ?? '');

describe.each(['/', '/console'])('the page %s', (path) => {
  test('and everything that it leads to comes from this machine, closed to other pages', async () => {
    const page = await get(path);
    const references = referencesOf(await page.clone().text());
    expect(references.length).toBeGreaterThan(2);
    const responses = [page, ...(await Promise.all(references.map(get)))];
    for (const { status, headers, url } of responses) {
      expect([status, new URL(url).origin]).toEqual([200, new URL(stack.url).origin]);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      expect(headers.get('content-security-policy')).toMatch(/connect-src 'self'; .*frame-ancestors 'none'$/);
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.has('access-control-allow-origin')).toBe(false);
    }
    expect(responses.map(({ headers }) => headers.get('content-type')?.replace('; charset=utf-8', ''))).not.toContain(
      null,
    );
  });
});

test('what is not a page is the API’s to answer', async () => {
  for (const path of [
    '/v1/caller.json',
    '/page.ts',
    '/page/page.css',
    '/swagger-ui/',
    '/../package.json',
    '/%2e%2e/package.json',
  ]) {
    expect(await (await get(path)).json()).toMatchObject({ success: false });
  }
});

test('who a caller is, and why not, is told to pages and programs of this machine alone', async () => {
  const jwt = stack.credentials.find(({ kind, as }) => kind === 'jwt' && as === 'admin')?.value ?? '';
  const ask = (headers: Readonly<Record<string, string>>) => fetch(new URL('/caller.json', stack.url), { headers });
  const accepted = await ask({ 'x-jwt-token': jwt });
  expect(accepted.headers.get('cache-control')).toBe('no-store');
  expect(await accepted.json()).toEqual({
    isAccepted: true,
    text: expect.stringMatching(/^User 970, Aaliyah Bosco: sub/),
  });
  const refused = { 'x-jwt-token': await stack.issuer.sign({ sub: '970', aud: 'x' }) };
  expect(await (await ask(refused)).text()).toContain('refused by the rule audience');
  const foreign = await ask({ ...refused, origin: 'http://evil.example' });
  expect(foreign.status).toBe(403);
  expect(await foreign.text()).not.toContain('audience');
  const answer = await fetch(`${stack.url}/api/organizations`, { headers: refused });
  expect(await answer.json()).toEqual({ success: false, error: 'Invalid JWT token' });
});

test('the description of the API says that it is served here', async () => {
  expect(await (await get('/openapi.json')).json()).toMatchObject({
    openapi: '3.1.1',
    servers: [{ url: stack.url, description: expect.any(String) }],
  });
});
