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
  for (const path of ['/page.ts', '/page/page.css', '/swagger-ui/', '/../package.json', '/%2e%2e/package.json']) {
    expect(await (await get(path)).json()).toMatchObject({ success: false });
  }
});

test('the description of the API says that it is served here', async () => {
  expect(await (await get('/openapi.json')).json()).toMatchObject({
    openapi: '3.1.1',
    servers: [{ url: stack.url, description: expect.any(String) }],
  });
});
