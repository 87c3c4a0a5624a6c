import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { describePages } from '../support/describe-pages.ts';

describePages('the pages in Chromium: for everybody', (visit) => {
  const accessibilityFaults = async () => {
    const { page } = visit();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      'axe.run()',
    );
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  test('is used by keyboard alone', async () => {
    const { page } = visit();
    await visit().open();
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
    await visit().answered();
    expect(await page.evaluate(`document.querySelector('[type=radio]:checked').parentElement.innerText`)).toMatch(
      /^guest/,
    );
    expect(await visit().organizationNames()).toEqual(['Nordlicht Antriebe GmbH']);
  });

  describe.each(['/', '/console'])('%s', (path) => {
    test('fits a phone', async () => {
      const { page } = visit();
      await page.setViewportSize({ width: 360, height: 740 });
      await visit().open(path);
      await page.waitForSelector(path === '/' ? 'article' : '.opblock');
      if (path === '/') await visit().compareWith('guest (JWT)');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      if (path === '/') expect(await page.getByLabel('The answer as JSON').isVisible()).toBe(false);
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

  test.each(['light', 'dark'] as const)('has no fault that an accessibility checker finds, %s', async (colorScheme) => {
    const { page } = visit();
    await page.emulateMedia({ colorScheme });
    await visit().open();
    await visit().compareWith('guest (JWT)');
    expect(await accessibilityFaults()).toEqual([]);
    await page.evaluate("document.getElementById('own').labels[0].firstChild.remove(); own.placeholder = ''");
    expect(await accessibilityFaults(), 'the checker checks').toContainEqual(expect.stringContaining('label'));
  });

  test.each(['localhost', '127.0.0.1'])(
    'the console at %s asks the local stack with the first sample key',
    async (name) => {
      const { page, stack } = visit();
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
