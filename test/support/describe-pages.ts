import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject } from 'vitest';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../lib/local/stack.ts';
import { findChromium, openBrowser } from './open-browser.ts';

/** What Chromium itself says of every answer that is not a success. */
const SAYS_STATUS = /^Failed to load resource: the server responded with a status of 401/;

/** The page of one test, as somebody in front of it would use it, and the stack behind it. */
export class Visit {
  readonly stack: LocalStack;
  readonly page: Page;
  /** What the browser's console held against the page so far. */
  readonly errors: string[] = [];
  /** Every URL that was asked for. */
  readonly requested: string[] = [];

  constructor(stack: LocalStack, page: Page) {
    this.stack = stack;
    this.page = page;
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('request', (request) => this.requested.push(request.url()));
  }

  async open(path = '/') {
    await this.page.goto(new URL(path, this.stack.url).href);
    if (path === '/' || path.startsWith('/?')) await this.answered();
  }

  answered() {
    return this.page.waitForSelector('#result[aria-busy=false]');
  }

  status() {
    return this.page.locator('#status').innerText();
  }

  organizationNames() {
    return this.page.locator('article h2').allInnerTexts();
  }

  /** @param label such as `guest JWT` */
  async askAs(label: string) {
    await this.page.getByRole('radio', { name: label, exact: true }).check();
    await this.answered();
  }

  async askWith(credential: string) {
    await this.page.getByLabel('Your own credential').fill(credential);
    await this.page.keyboard.press('Enter');
    await this.answered();
  }

  /** Unfolds parts of the JSON, each the first whose line has the text. */
  async unfold(...texts: readonly string[]) {
    await this.page.evaluate("document.getElementById('raw').open = true");
    for (const hasText of texts) {
      const fold = this.page.locator('#json details:not([open]) > summary', { hasText }).first();
      const summary = await fold.elementHandle();
      await summary?.press('Enter');
      // What is inside comes by an event of its own, and the next text may stand in it
      await this.page.waitForFunction((unfolded) => unfolded?.nextElementSibling !== null, summary);
    }
  }

  async compareWith(label: string) {
    await this.page.getByLabel('Compare with').selectOption(label);
    await this.answered();
  }
}

const executable = findChromium();

/**
 * Tests of the pages in Chromium, each with a visit of its own: no page may ask anybody but this machine, nor leave an error
 * in the console. Without Chromium they are skipped, which is said.
 * @param options of the stack behind them
 */
export const describePages = (
  title: string,
  tests: (visit: () => Visit) => void,
  options: LocalStackOptions = {},
): void => {
  if (executable === undefined) {
    console.warn(`Skipped: ${title}. There is no Chromium on this machine; CHROMIUM may name one.`);
  }
  describe.skipIf(executable === undefined)(title, () => {
    let stack: LocalStack;
    let browser: Browser;
    let visit: Visit;
    beforeAll(async () => {
      [stack, browser] = await Promise.all([
        startLocalStack({ assembly: inject('assembly'), ...options }),
        openBrowser(executable ?? ''),
      ]);
    });
    afterAll(async () => {
      await browser?.close();
      await stack?.close();
    });
    beforeEach(async () => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      // A busy machine takes longer than Playwright's 30 seconds; the test's own limit is 300
      page.setDefaultTimeout(240_000);
      visit = new Visit(stack, page);
    });
    afterEach(async () => {
      await visit.page.close();
      const { port } = new URL(stack.url);
      const local = new RegExp(`^(http://(localhost|127\\.0\\.0\\.1):${port}/|data:|blob:)`);
      const elsewhere = visit.requested.filter((url) => !local.test(url));
      expect(elsewhere, 'asked elsewhere').toEqual([]);
      const errors = visit.errors.filter((text) => !SAYS_STATUS.test(text));
      expect(errors, 'console errors').toEqual([]);
    });
    tests(() => visit);
  });
};
