import { describe, expect, test } from 'vitest';
import { describePages } from '../support/describe-pages.ts';

describePages('the pages in Chromium: for everybody', (visit) => {
  test('is used by keyboard alone', async () => {
    const { page } = visit();
    await visit().open();
    const focused = () => page.evaluate<string>('document.activeElement.id || document.activeElement.textContent');
    const stops: string[] = [];
    for (let stop = 0; stop < 11; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(await focused());
    }
    expect(stops.slice(0, 3)).toEqual(['API console', 'OpenAPI', 'Local stack']);
    expect(stops.slice(4)).toEqual(['own', 'projects', 'other', 'Response headers', 'form', 'request', 'copy']);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.getByRole('radio', { name: 'admin JWT' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await visit().answered();
    expect(await page.evaluate(`document.querySelector('[type=radio]:checked').parentElement.innerText`)).toMatch(
      /^guest/,
    );
    expect(await visit().organizationNames()).toEqual(['Nordlicht Antriebe GmbH']);
  });

  describe.each(['/', '/console', '/stack'])('%s', (path) => {
    test('fits a phone', async () => {
      const { page } = visit();
      await page.setViewportSize({ width: 360, height: 740 });
      await visit().open(path);
      await page.waitForSelector({ '/': 'article', '/console': '.opblock', '/stack': 'dd' }[path] ?? '');
      if (path === '/') await visit().compareWith('guest (JWT)');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      if (path !== '/') return;
      expect(await page.getByLabel('The answer as JSON').isVisible()).toBe(false);
      const { y = 740, height = 0 } = (await page.locator('#status').boundingBox()) ?? {};
      expect(y + height, 'what came of it is in sight').toBeLessThanOrEqual(740);
    });

    test('is dark for who wants it dark', async () => {
      const { page } = visit();
      const grounds = new Set<unknown>();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await visit().open(path);
        grounds.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
      }
      expect(grounds.size).toBe(2);
    });
  });

  test.each(['localhost', '127.0.0.1'])(
    'the console at %s asks with the credential that is picked, and with no other',
    async (name) => {
      const { page, stack } = visit();
      await page.goto(new URL('/console', stack.url).href.replace('localhost', name));
      await page.locator('.parameters select').selectOption('false');
      expect(await page.getByRole('button', { name: /authorize/i }).count()).toBe(0);
      const execute = async () => {
        const requested = page.waitForRequest(/projects=false/);
        await page.getByRole('button', { name: 'Execute' }).click();
        const request = await requested;
        const status = (await request.response())?.status();
        const { 'x-api-key': key, 'x-jwt-token': jwt } = await request.allHeaders();
        return { status, key, jwt };
      };
      const credentialOf = (kind: string, as: string) =>
        stack.credentials.find((credential) => credential.kind === kind && credential.as === as)?.value;
      const picker = page.getByLabel('Ask as');
      await picker.selectOption('member (API key)');
      expect(await execute()).toEqual({ status: 200, key: credentialOf('key', 'member'), jwt: undefined });
      await picker.selectOption('guest (JWT)');
      expect(await execute()).toEqual({ status: 200, key: undefined, jwt: credentialOf('jwt', 'guest') });
      await page.getByLabel('or with your own credential').fill('ei_of_nobody');
      expect(await execute()).toEqual({ status: 401, key: 'ei_of_nobody', jwt: undefined });
      await picker.selectOption('no credential');
      expect(await execute()).toEqual({ status: 401, key: undefined, jwt: undefined });
      const answer = page.locator('.live-responses-table tr.response');
      await expect.poll(() => answer.innerText()).toContain('No credential');
    },
  );
});
