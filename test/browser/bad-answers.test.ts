import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXAMPLE_ORGANIZATION } from '../../lib/openapi/example.ts';
import { describePages } from '../support/describe-pages.ts';

const API = '**/v1/api/organizations*';

describePages('the page in Chromium: answers that are late, cut, hostile or large', (visit) => {
  const answerWith = (organizations: unknown, rest: object = { success: true }) =>
    visit().page.route(API, (route) => route.fulfill({ json: { organizations, ...rest } }));

  test('does not show a part as the whole', async () => {
    const { page } = visit();
    await answerWith([EXAMPLE_ORGANIZATION], { success: false, error: 'The service is unavailable' });
    await visit().open();
    expect(await visit().status()).toBe('200 · The service is unavailable');
    expect(await page.locator('#status').getAttribute('class')).toBe('bad');
  });

  test('says when nothing answers', async () => {
    const { page } = visit();
    await visit().open();
    await page.route(API, (route) => route.abort());
    await visit().askAs('guest JWT');
    expect(await visit().status()).toBe('No answer. Is npm start still running?');
    visit().errors.length = 0;
  });

  test('shows the newest question’s answer, however late an older one comes', async () => {
    const { page, stack } = visit();
    await visit().open();
    const [guest] = stack.credentials.filter(({ as }) => as === 'guest');
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    await page.route(API, async (route) => {
      if (route.request().headers()['x-jwt-token'] === guest?.value) await held;
      await route.continue();
    });
    const asked = page.waitForRequest((request) => request.headers()['x-jwt-token'] === guest?.value);
    const late = page.waitForResponse((response) => response.request().headers()['x-jwt-token'] === guest?.value);
    await page.getByRole('radio', { name: 'guest JWT' }).check();
    await asked;
    await visit().askAs('nobody JWT');
    release();
    await (await late).finished();
    await page.evaluate('new Promise(requestAnimationFrame)');
    expect(await visit().status()).toContain('200 · 0 organizations');
  });

  test('asks with new tokens after the stack was started anew', async () => {
    const { page } = visit();
    await page.route('**/stack.json', (route) =>
      route.fulfill({ json: { credentials: [{ kind: 'jwt', as: 'guest', value: 'eyJ.old.' }] } }),
    );
    await visit().open();
    expect(await visit().status()).toBe('401 · Invalid JWT token');
    await page.unroute('**/stack.json');
    await page.getByLabel('with projects').uncheck();
    await visit().answered();
    expect(await visit().status()).toMatch(/^200 · 1 organization,/);
  });

  test('shows text as text, whatever it holds', async () => {
    const { page } = visit();
    const name = '<img src=x onerror="document.title=1"><b>bold</b>';
    await answerWith([
      { ...EXAMPLE_ORGANIZATION, name, users: EXAMPLE_ORGANIZATION.users.map((user) => ({ ...user, name })) },
    ]);
    await visit().open();
    expect(await visit().organizationNames()).toEqual([name]);
    expect(await page.locator('article img, article b').count()).toBe(0);
  });

  test('shows numbers to the last digit', async () => {
    const metadata = { large: JSON.rawJSON('12345678901234567891'), small: 0.5, zeros: JSON.rawJSON('1.50') };
    await answerWith([
      {
        ...EXAMPLE_ORGANIZATION,
        projects: EXAMPLE_ORGANIZATION.projects?.map((project) => ({ ...project, metadata })),
      },
    ]);
    await visit().open();
    await visit().unfold('"projects"', '"name"', '"metadata"');
    const shown = await visit().page.getByLabel('The answer as JSON').innerText();
    for (const number of ['"large": 12345678901234567891', '"small": 0.5', '"zeros": 1.50']) {
      expect(shown).toContain(number);
    }
  });

  test('builds no more of a large answer than can be looked at', async () => {
    const { page } = visit();
    const projects = Array.from({ length: 40 }, () => EXAMPLE_ORGANIZATION.projects?.[0]);
    await answerWith(Array.from({ length: 500 }, (_, id) => ({ ...EXAMPLE_ORGANIZATION, id, projects })));
    await visit().open();
    expect(await visit().status()).toMatch(/^200 · 500 organizations, \d\d,\d{3}/);
    expect(await page.locator('article').count()).toBe(20);
    expect(await page.locator('*').count()).toBeLessThan(5000);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const saved = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
    expect(saved.organizations).toHaveLength(500);
  });
});
