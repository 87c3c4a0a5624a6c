/** The README's picture: what an admin sees, and what a guest of theirs would not. `npm run screenshot` */
import { join } from 'node:path';
import { startLocalStack } from '../../lib/local/stack.ts';
import { findChromium, openBrowser } from '../support/open-browser.ts';

const FILE = join(import.meta.dirname, '../../lib/local/page/screenshot.png');

const executable = findChromium();
if (executable === undefined) {
  console.error('There is no Chromium on this machine; CHROMIUM may name one.');
  process.exit(1);
}
const [stack, browser] = await Promise.all([startLocalStack(), openBrowser(executable)]);
try {
  const page = await browser.newPage({ viewport: { width: 1500, height: 900 }, deviceScaleFactor: 0.8 });
  await page.goto(new URL('/', stack.url).href);
  await page.waitForSelector('#result[aria-busy=false]');
  await page.getByLabel('Compare with').selectOption('guest (JWT)');
  await page.waitForSelector('#result[aria-busy=false] table');
  await page.screenshot({ path: FILE });
} finally {
  await browser.close();
  await stack.close();
}
