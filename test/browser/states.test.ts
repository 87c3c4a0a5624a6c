/** Every state of the page: it looks intended, and everybody can use it. */
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { EXAMPLE_ORGANIZATION } from '../../lib/openapi/example.ts';
import { describePages, type Visit } from '../support/describe-pages.ts';

const API = '**/v1/api/organizations*';
const PROJECTS = 10_000;

const answer = (organizations: readonly object[], rest: object = { success: true }) =>
  JSON.stringify({ organizations, ...rest });

const hugeAnswer = () => {
  const [project] = EXAMPLE_ORGANIZATION.projects ?? [];
  const projects = Array.from({ length: PROJECTS }, (_, id) => ({ ...project, id, name: `Project ${id}` }));
  return answer([{ ...EXAMPLE_ORGANIZATION, projects }]);
};

/** Opens the page with such an answer. */
const openWith = async (visit: Visit, body: string) => {
  await visit.page.route(API, (route) => route.fulfill({ body, contentType: 'application/json' }));
  await visit.open();
};

const STATES: Readonly<Record<string, (visit: Visit) => Promise<void>>> = {
  'of another viewer': async (visit) => {
    await visit.open();
    await visit.compareWith('guest (JWT)');
  },
  'with the JSON unfolded': async (visit) => {
    await visit.open();
    await visit.unfold('"projects"', '"name"', '"metadata"', '"users"');
  },
  empty: (visit) => openWith(visit, answer([])),
  'in part': (visit) => openWith(visit, answer([EXAMPLE_ORGANIZATION], { success: false, error: 'Unavailable' })),
  refused: (visit) => visit.open('/?as=none'),
  huge: (visit) => openWith(visit, hugeAnswer()),
  'that is not JSON': (visit) => openWith(visit, '<html>'),
  'of nobody': async (visit) => {
    await visit.page.route(API, (route) => route.abort());
    await visit.open();
    visit.errors.length = 0;
  },
  'that is awaited': async (visit) => {
    // Never answered: the page waits until it is closed
    await visit.page.route(API, () => undefined);
    await visit.page.goto(new URL('/', visit.stack.url).href);
    await visit.page.waitForSelector('#credentials label');
  },
};

const findFaults = async ({ page }: Visit) => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};

describePages('the page in Chromium: an answer', (visit) => {
  describe.each(Object.entries(STATES))('%s', (_, enter) => {
    test('has no fault that an accessibility checker finds, light and dark', async () => {
      const { page } = visit();
      await enter(visit());
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await findFaults(visit()), colorScheme).toEqual([]);
      }
    });

    test('fits a phone', async () => {
      const { page } = visit();
      await page.setViewportSize({ width: 390, height: 844 });
      await enter(visit());
      await page.evaluate("document.getElementById('raw').open = true");
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    });
  });

  test('has faults that the checker would find', async () => {
    const { page } = visit();
    await visit().open();
    await page.evaluate("document.getElementById('own').labels[0].firstChild.remove(); own.placeholder = ''");
    expect(await findFaults(visit())).toContainEqual(expect.stringContaining('label'));
  });

  test.each([
    ['empty', 'No organizations. An empty list is a success.'],
    ['that is not JSON', 'The answer is not JSON.'],
    ['of nobody', 'No answer. Is npm start still running?'],
    ['that is awaited', 'Waiting for the answer …'],
  ])('%s is said in the place where organizations would be', async (state, text) => {
    await STATES[state]?.(visit());
    expect(await visit().page.locator('#people').innerText()).toBe(text);
  });
});

describePages('the JSON in Chromium', (visit) => {
  test('is coloured, and folds by keyboard', async () => {
    const { page } = visit();
    await openWith(visit(), answer([EXAMPLE_ORGANIZATION]));
    const colors = await page.evaluate(
      "['key', 'string', 'number', 'word'].map((name) => getComputedStyle(document.querySelector('#json .' + name)).color)",
    );
    expect(new Set(Array.isArray(colors) ? colors : []).size).toBe(4);
    const fold = page.locator('#json summary', { hasText: '"users"' });
    expect(await fold.innerText()).toMatch(/^"users": \[ … \],?\s*2 elements$/);
    await fold.press('Enter');
    const first = page.locator('#json summary', { hasText: '"username"' }).first();
    expect(await first.innerText()).toMatch(/^\{ "id": \d+, "username": "\w+", … \},/);
    await fold.press('Enter');
    expect(await first.isVisible()).toBe(false);
  });

  test('of 10,000 projects is a few lines, and shows more of them on demand', async () => {
    const { page } = visit();
    await openWith(visit(), hugeAnswer());
    expect(await page.locator('*').count()).toBeLessThan(1000);
    await visit().unfold('"projects"');
    const more = page.locator('#json .more');
    expect(await more.innerText()).toBe('Show 500 more elements (9,900 left)');
    expect(await page.locator('#json summary', { hasText: /"name": "Project \d+"/ }).count()).toBe(100);
    await more.press('Enter');
    expect(await page.locator('#json summary', { hasText: /"name": "Project \d+"/ }).count()).toBe(600);
    expect(await page.evaluate('document.activeElement.innerText')).toContain('"Project 100"');
    await page.getByRole('button', { name: /more projects/ }).press('Enter');
    expect(await page.locator('.projects > li').count()).toBe(508);
  });
});
