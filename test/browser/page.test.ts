import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { answerSchema } from '../../lib/contract/model.ts';
import { describePages } from '../support/describe-pages.ts';

const LABEL = { key: 'API key', jwt: 'JWT' };

describePages('the page in Chromium: who sees what', (visit) => {
  test('shows for each sample credential what the API answers it', async () => {
    const { page, stack } = visit();
    await visit().open();
    for (const { kind, as, value } of stack.credentials) {
      const headers = { [kind === 'key' ? 'x-api-key' : 'x-jwt-token']: value };
      const response = await fetch(`${stack.url}/api/organizations`, { headers });
      const { organizations } = z.parse(answerSchema, await response.json());
      await visit().askAs(`${as} ${LABEL[kind]}`);
      expect(await visit().status()).toMatch(new RegExp(`^200 · ${organizations.length} organizations?, `));
      expect(await visit().organizationNames()).toEqual(organizations.map(({ name }) => name));
      const headings = await page.locator('article h3').allInnerTexts();
      const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
      expect(headings).toEqual(
        organizations.flatMap(({ users, projects = [] }) => [
          plural(users.length, 'member'),
          plural(projects.length, 'project'),
        ]),
      );
      expect(await page.getByLabel('The answer as JSON').innerText()).toMatch(/^\{ \d fields\s+"organizations": \[/);
      expect(await page.getByLabel('The request', { exact: true }).inputValue()).toContain(`: ${value}'`);
    }
    await visit().askAs('nobody JWT');
    expect(await page.locator('#people').innerText()).toBe('No organizations. An empty list is a success.');
  });

  test('tells the state of a trial, members with faces and roles, and projects on demand', async () => {
    const { page } = visit();
    await visit().open();
    const text = await page.locator('#people').innerText();
    expect(text).toMatch(/trial until \d+ \w+ \d{4}, 10 days left/);
    expect(text).toMatch(/trial ended \d+ \w+ \d{4}, 18 days of grace left/);
    expect(text).toContain('customer since 22 Apr 2021');
    const [large] = await page.locator('article').all();
    expect(await large?.locator('.users .face').count()).toBe(24);
    expect(await large?.locator('.users .badge').allInnerTexts()).toEqual(expect.arrayContaining(['admin', 'guest']));
    await page.getByRole('button', { name: 'Show 292 more projects of Nordlicht Antriebe GmbH' }).press('Enter');
    expect(await large?.locator('.projects > li').count()).toBe(300);
    expect(await page.evaluate(`document.activeElement.matches('.projects > li:nth-child(9)')`)).toBe(true);
    await page.getByLabel('with projects').uncheck();
    await visit().answered();
    expect(await page.locator('article h3').allInnerTexts()).toContain('Projects were not asked for');
  });

  test('strikes out what another role would not see', async () => {
    const { page } = visit();
    await visit().open();
    await visit().compareWith('guest (JWT)');
    expect(await page.locator('#comparison tr').allInnerTexts()).toEqual([
      '\torganizations\tmembers\tprojects\tbilled',
      'admin (JWT)\t4\t68\t313\t22',
      'guest (JWT)\t1\t23\t4\t1',
    ]);
    const large = page.locator('#organization-42');
    expect(await large.getAttribute('class')).toBeNull();
    await large.getByRole('button', { name: /more member/ }).click();
    await large.getByRole('button', { name: /more project/ }).click();
    expect(await large.locator('.users > li.unseen').count()).toBe(50 - 23);
    expect(await large.locator('.projects > li.unseen').count()).toBe(300 - 4);
    expect(await page.locator('article.unseen').count()).toBe(3);
    await visit().compareWith('no other caller');
    expect(await page.locator('.unseen, #comparison table').count()).toBe(0);
  });

  test('asks for another caller only once the first answer is whole', async () => {
    const { page } = visit();
    await visit().open();
    const events: string[] = [];
    const note = (event: string) => (request: { url(): string }) => {
      if (request.url().endsWith('/v1/api/organizations')) events.push(event);
    };
    page.on('request', note('sent'));
    page.on('requestfinished', note('answered'));
    await visit().compareWith('guest (JWT)');
    expect(events).toEqual(['sent', 'answered', 'sent', 'answered']);
  });

  test('has who asks and what is shown in its address, but no credential of one’s own', async () => {
    const { page } = visit();
    await visit().open();
    await visit().askAs('member JWT');
    await page.getByLabel('with projects').uncheck();
    await visit().compareWith('guest (JWT)');
    expect(new URL(page.url()).search).toBe('?as=jwt+member&projects=false&other=jwt+guest');
    const shown = await page.locator('#people').innerText();
    await page.reload();
    await visit().answered();
    expect(await page.locator('#people').innerText()).toBe(shown);
    await visit().askWith('ei_of_nobody');
    expect(page.url()).not.toContain('ei_of');
  });

  test('has the request for a shell, for fetch and for the official client, and how the answer came', async () => {
    const { page, stack } = visit();
    await visit().open('/?as=key+member');
    await visit().answered();
    const request = page.getByLabel('The request', { exact: true });
    const form = page.getByLabel('The same request as');
    const value = stack.credentials.find(({ kind, as }) => kind === 'key' && as === 'member')?.value;
    expect(await request.inputValue()).toBe(`curl -s '${stack.url}/api/organizations' -H 'x-api-key: ${value}'`);
    await form.selectOption('fetch');
    expect(await page.evaluate(`(async () => (${await request.inputValue()}).success)()`)).toBe(true);
    await form.selectOption('official client');
    expect(await request.inputValue()).toContain(`authenticate({"method":"apiKey","apiKey":"${value}"})`);
    expect(await visit().status()).toMatch(/ kB \(\d.* on the wire\), first byte after \d+ ms, all after \d+ ms$/);
    await page.getByText('Response headers').click();
    expect(await page.locator('#headers').innerText()).toContain('application/json');
  });

  test('what runs where is a page without credentials', async () => {
    const { page, stack } = visit();
    await page.goto(new URL('/stack', stack.url).href);
    await page.waitForSelector('dd');
    const text = await page.locator('#stack').innerText();
    expect(text).toContain(stack.tableName);
    for (const { value } of stack.credentials) expect(await page.content()).not.toContain(value);
  });

  test('shows an error as one', async () => {
    const { page } = visit();
    await visit().open();
    await visit().askAs('no credential none');
    expect(await visit().status()).toMatch(/^401 · No credential: send /);
    await visit().askWith('ei_of_nobody');
    expect(await visit().status()).toBe('401 · Invalid API key');
    expect(await page.locator('[type=radio]:checked').count()).toBe(0);
    await visit().askWith('eyJ.nonsense.');
    expect(await visit().status()).toBe('401 · Invalid JWT token');
    expect(await page.locator('#status').getAttribute('class')).toBe('bad');
    expect(await visit().organizationNames()).toEqual([]);
    expect(await page.locator('#people').innerText()).toBe('401 Invalid JWT token');
    await visit().askWith('schlüssel');
    expect(await visit().status()).toContain('A credential is made of');
    await visit().askWith('');
    expect(await visit().status()).toMatch(/^200 · 4 organizations/);
  });
});
