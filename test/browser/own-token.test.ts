import { afterAll, expect, test } from 'vitest';
import { encodeIdentity } from '../../lib/table/encode.ts';
import { putItems } from '../../lib/table/put-items.ts';
import { describePages } from '../support/describe-pages.ts';
import { startIssuerServer } from '../support/issuer-server.ts';
import { buildIssuer } from '../support/trusted-issuers.ts';

const issuer = await startIssuerServer();
afterAll(() => issuer.close());
const ISSUERS = JSON.stringify([buildIssuer({ issuer: issuer.url, users: 'linked' })]);

describePages(
  'the page in Chromium: whose a credential of one’s own is',
  (visit) => {
    const told = () => visit().page.locator('#caller').innerText();

    test('is told of a token that is accepted, and why another one is refused', async () => {
      const { page, stack, requested } = visit();
      await visit().open();
      expect(await told()).toBe('');
      const token = await issuer.sign({ sub: 'ada' });
      await visit().askWith(token);
      expect(await visit().status()).toBe('401 · Invalid JWT token');
      expect(await told()).toContain('refused by the rule not-linked: it needs an identity that is linked to a user');
      expect(await told()).toContain(`its identity is sub "ada" of ${issuer.url}.`);
      expect(await page.locator('#caller').getAttribute('class')).toContain('refused');

      const identity = { issuer: issuer.url, claim: 'sub', value: 'ada' };
      const link = encodeIdentity({ ...identity, userId: 970, created: '2026-01-01T00:00:00Z' });
      await putItems(stack.client, stack.tableName, [link]);
      await visit().askWith(`${token} `);
      expect(await visit().status()).toMatch(/^200 · 4 organizations/);
      expect(await told()).toBe(`User 970, Aaliyah Bosco: sub "ada" of ${issuer.url}.`);
      expect(await page.locator('#caller').getAttribute('class')).not.toContain('refused');
      for (const url of [page.url(), ...requested]) expect(url).not.toContain('eyJ');

      await visit().askWith('an-opaque-token');
      expect(await told()).toContain('refused by the rule token-format');
      await visit().askAs('admin API key');
      expect(await told()).toBe('');
    });

    test('is told of an API key, of a refused one no more than the API says', async () => {
      await visit().open();
      const { value = '' } = visit().stack.credentials.find(({ kind, as }) => kind === 'key' && as === 'member') ?? {};
      await visit().askWith(value);
      expect(await told()).toMatch(/^A key of organization \d+, with the role member\.$/);
      await visit().askWith('ei_of_nobody');
      expect(await told()).toBe('Invalid API key');
      await visit().askWith('schlüssel');
      expect(await told()).toBe('');
    });
  },
  { functionEnvironment: { Authorizer: { ISSUERS } } },
);
