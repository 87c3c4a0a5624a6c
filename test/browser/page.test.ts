import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import * as z from 'zod/mini';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';
import { EXAMPLE_ORGANIZATION } from '../../lib/openapi/example.ts';
import { answerSchema } from '../../lib/organizations/model.ts';
import { findChromium, openBrowser } from '../support/open-browser.ts';

const API = '**/v1/api/organizations*';
/** What Chromium itself says of every answer that is not a success. */
const SAYS_STATUS = /^Failed to load resource: the server responded with a status of 401/;

const executable = findChromium();
if (executable === undefined) {
  console.warn('Skipped: the pages in a browser. There is no Chromium on this machine; CHROMIUM may name one.');
}

describe.skipIf(executable === undefined)('the pages of the local stack, in Chromium', () => {
  let stack: LocalStack;
  let browser: Browser;
  let page: Page;
  let errors: string[];
  let requests: Request[];
  beforeAll(async () => {
    [stack, browser] = await Promise.all([
      startLocalStack({ assembly: inject('assembly') }),
      openBrowser(executable ?? ''),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    errors = [];
    requests = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => requests.push(request));
  });
  afterEach(async () => {
    await page.close();
    const { port } = new URL(stack.url);
    const local = new RegExp(`^(http://(localhost|127\\.0\\.0\\.1):${port}/|data:|blob:)`);
    expect(
      requests.map((request) => request.url()).filter((url) => !local.test(url)),
      'asked elsewhere',
    ).toEqual([]);
    expect(
      errors.filter((text) => !SAYS_STATUS.test(text)),
      'console errors',
    ).toEqual([]);
  });

  const open = async (path = '/') => {
    await page.goto(new URL(path, stack.url).href);
    if (path === '/') await answered();
  };
  const answered = () => page.waitForSelector('#result[aria-busy=false]');
  const status = () => page.locator('#status').innerText();
  const choose = async (label: string) => {
    await page.getByRole('radio', { name: label, exact: true }).check();
    await answered();
  };
  const typeOwn = async (credential: string) => {
    await page.getByLabel('A credential of your own').fill(credential);
    await page.keyboard.press('Enter');
    await answered();
  };
  const names = () => page.locator('article h2').allInnerTexts();
  const answerWith = (organizations: unknown, rest: object = { success: true }) =>
    page.route(API, (route) => route.fulfill({ json: { organizations, ...rest } }));

  const accessibilityFaults = async () => {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      'axe.run()',
    );
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  const LABEL = { key: 'API key', jwt: 'JWT' };

  test('shows for each sample credential what the API answers it', async () => {
    await open();
    for (const { kind, as, value } of stack.credentials) {
      const headers = { [kind === 'key' ? 'x-api-key' : 'x-jwt-token']: value };
      const response = await fetch(`${stack.url}/api/organizations`, { headers });
      const { organizations } = z.parse(answerSchema, await response.json());
      await choose(`${as} ${LABEL[kind]}`);
      expect(await status()).toMatch(new RegExp(`^200 · ${organizations.length} organizations?, `));
      expect(await names()).toEqual(organizations.map(({ name }) => name));
      const headings = await page.locator('article h3').allInnerTexts();
      const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
      expect(headings).toEqual(
        organizations.flatMap(({ users, projects = [] }) => [
          plural(users.length, 'member'),
          plural(projects.length, 'project'),
        ]),
      );
      expect(await page.getByLabel('The answer as JSON').inputValue()).toMatch(/^\{\n {2}"organizations": \[/);
      expect(await page.getByLabel('The same for a terminal').inputValue()).toContain(`: ${value}'`);
    }
    await choose('nobody JWT');
    expect(await page.locator('#people').innerText()).toBe('No organizations. An empty list is a success.');
  });

  test('tells the state of a trial, members with faces and roles, and projects on demand', async () => {
    await open();
    const text = await page.locator('#people').innerText();
    expect(text).toMatch(/trial until \d+ \w+ \d{4}, 10 days left/);
    expect(text).toMatch(/trial ended \d+ \w+ \d{4}, 18 days of grace left/);
    expect(text).toContain('customer since 22 Apr 2021');
    const [large] = await page.locator('article').all();
    expect(await large?.locator('.users .face').count()).toBe(24);
    expect(await large?.locator('.users .badge').allInnerTexts()).toEqual(expect.arrayContaining(['admin', 'guest']));
    await page.getByRole('button', { name: 'Show 292 more projects' }).press('Enter');
    expect(await large?.locator('.projects > li').count()).toBe(300);
    expect(await page.evaluate(`document.activeElement.matches('.projects > li:nth-child(9)')`)).toBe(true);
    await page.getByLabel('with projects').uncheck();
    await answered();
    expect(await page.locator('article h3').allInnerTexts()).toContain('Projects were not asked for');
  });

  test('strikes out what another role would not see', async () => {
    await open();
    await page.getByLabel('Seen with the eyes of').selectOption('guest (JWT)');
    await answered();
    expect(await page.locator('#comparison tr').allInnerTexts()).toEqual([
      '\torganizations\tmembers\tprojects\tbilled',
      'admin (JWT)\t4\t68\t313\t18',
      'guest (JWT)\t1\t21\t4\t1',
    ]);
    const large = page.locator('#organization-42');
    expect(await large.getAttribute('class')).toBeNull();
    await large.getByRole('button', { name: /more member/ }).click();
    await large.getByRole('button', { name: /more project/ }).click();
    expect(await large.locator('.users > li.unseen').count()).toBe(50 - 21);
    expect(await large.locator('.projects > li.unseen').count()).toBe(300 - 4);
    expect(await page.locator('article.unseen').count()).toBe(3);
    await page.getByLabel('Seen with the eyes of').selectOption('nobody else');
    await answered();
    expect(await page.locator('.unseen, #comparison table').count()).toBe(0);
  });

  test('shows an error as one', async () => {
    await open();
    await choose('no credential none');
    expect(await status()).toMatch(/^401 · No credential: send /);
    await typeOwn('ei_of_nobody');
    expect(await status()).toBe('401 · Invalid API key');
    expect(await page.locator('[type=radio]:checked').count()).toBe(0);
    await typeOwn('eyJ.nonsense.');
    expect(await status()).toBe('401 · Invalid JWT token');
    expect(await page.locator('#status').getAttribute('class')).toBe('bad');
    expect(await names()).toEqual([]);
    await typeOwn('schlüssel');
    expect(await status()).toContain('A credential is made of');
    await typeOwn('');
    expect(await status()).toMatch(/^200 · 4 organizations/);
  });

  test('does not show a part as the whole', async () => {
    await answerWith([EXAMPLE_ORGANIZATION], { success: false, error: 'The service is unavailable' });
    await open();
    expect(await status()).toBe('200 · The service is unavailable');
    expect(await page.locator('#status').getAttribute('class')).toBe('bad');
  });

  test('says when nothing answers', async () => {
    await open();
    await page.route(API, (route) => route.abort());
    await choose('guest JWT');
    expect(await status()).toBe('No answer. Is npm start still running?');
    errors.length = 0;
  });

  test('shows the newest question’s answer, however late an older one comes', async () => {
    await open();
    const [guest] = stack.credentials.filter(({ as }) => as === 'guest');
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    await page.route(API, async (route) => {
      if (route.request().headers()['x-jwt-token'] === guest?.value) await held;
      await route.continue();
    });
    const late = page.waitForResponse((response) => response.request().headers()['x-jwt-token'] === guest?.value);
    await page.getByRole('radio', { name: 'guest JWT' }).check();
    await choose('nobody JWT');
    release();
    await (await late).finished();
    await page.evaluate('new Promise(requestAnimationFrame)');
    expect(await status()).toContain('200 · 0 organizations');
  });

  test('asks with new tokens after the stack was started anew', async () => {
    await page.route('**/stack.json', (route) =>
      route.fulfill({ json: { credentials: [{ kind: 'jwt', as: 'guest', value: 'eyJ.old.' }] } }),
    );
    await open();
    expect(await status()).toBe('401 · Invalid JWT token');
    await page.unroute('**/stack.json');
    await page.getByLabel('with projects').uncheck();
    await answered();
    expect(await status()).toMatch(/^200 · 4 organizations/);
  });

  test('shows text as text, whatever it holds', async () => {
    const name = '<img src=x onerror="document.title=1"><b>bold</b>';
    await answerWith([
      { ...EXAMPLE_ORGANIZATION, name, users: EXAMPLE_ORGANIZATION.users.map((user) => ({ ...user, name })) },
    ]);
    await open();
    expect(await names()).toEqual([name]);
    expect(await page.locator('article img, article b').count()).toBe(0);
  });

  test('builds no more of a large answer than can be looked at', async () => {
    const projects = Array.from({ length: 40 }, () => EXAMPLE_ORGANIZATION.projects?.[0]);
    await answerWith(Array.from({ length: 500 }, (_, id) => ({ ...EXAMPLE_ORGANIZATION, id, projects })));
    await open();
    expect(await status()).toMatch(/^200 · 500 organizations, \d\d,\d{3}/);
    expect(await page.locator('article').count()).toBe(20);
    expect((await page.getByLabel('The answer as JSON').inputValue()).length).toBeLessThan(100_002);
    expect(await page.locator('*').count()).toBeLessThan(5000);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save it' }).click();
    const saved = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
    expect(saved.organizations).toHaveLength(500);
  });

  test('is used by keyboard alone', async () => {
    await open();
    const focused = () => page.evaluate<string>('document.activeElement.id || document.activeElement.textContent');
    const stops: string[] = [];
    for (let stop = 0; stop < 9; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(await focused());
    }
    expect(stops.slice(0, 3)).toEqual(['Try it by hand', 'OpenAPI', 'What runs where']);
    expect(stops.slice(4)).toEqual(['own', 'projects', 'other', 'curl', 'copy']);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.getByRole('radio', { name: 'admin JWT' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await answered();
    expect(await page.evaluate(`document.querySelector('[type=radio]:checked').parentElement.innerText`)).toMatch(
      /^guest/,
    );
    expect(await names()).toEqual(['Nordlicht Antriebe GmbH']);
  });

  describe.each(['/', '/console'])('%s', (path) => {
    test('fits a phone', async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      await open(path);
      await page.waitForSelector(path === '/' ? 'article' : '.opblock');
      if (path === '/') await page.getByLabel('Seen with the eyes of').selectOption('guest (JWT)');
      if (path === '/') await answered();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      if (path === '/') expect(await page.getByLabel('The answer as JSON').isVisible()).toBe(false);
    });

    test('is dark for who wants it dark', async () => {
      const grounds = new Set<unknown>();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await open(path);
        grounds.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
      }
      expect(grounds.size).toBe(2);
    });
  });

  test.each(['light', 'dark'] as const)('has no fault that an accessibility checker finds, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await open();
    await page.getByLabel('Seen with the eyes of').selectOption('guest (JWT)');
    await answered();
    expect(await accessibilityFaults()).toEqual([]);
    await page.evaluate("document.getElementById('own').labels[0].firstChild.remove(); own.placeholder = ''");
    expect(await accessibilityFaults(), 'the checker checks').toContainEqual(expect.stringContaining('label'));
  });

  test.each(['localhost', '127.0.0.1'])(
    'the console at %s asks the local stack with the first sample key',
    async (name) => {
      await page.goto(new URL('/console', stack.url).href.replace('localhost', name));
      await page.locator('.parameters select').selectOption('false');
      await page.getByRole('button', { name: 'Execute' }).click();
      const answer = page.locator('.live-responses-table tr.response');
      await answer.waitFor();
      expect(await answer.locator('.response-col_status').innerText()).toMatch(/^200/);
      expect(await answer.innerText()).toContain('Nordlicht Antriebe GmbH');
    },
  );
});
