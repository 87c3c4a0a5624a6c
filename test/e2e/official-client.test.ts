import { EdgeImpulseApi } from 'edge-impulse-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DENIAL_TEXT } from '../../lib/contract/errors.ts';
import { type ApiUnderTest, apiUnderTest } from '../support/api-under-test.ts';
import { typeErrorsOf } from '../support/type-errors.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

/** The places of the client's credentials, by the numbers that it gives them itself. */
const COOKIE = 1;

/** The official client, of which nothing but the host is changed. Its answers are checked by `check-fetched.ts`. */
const clientWith = async (credential: { apiKey: string } | { jwtToken: string }) => {
  const client = new EdgeImpulseApi({ endpoint: api.url });
  await client.authenticate(
    'apiKey' in credential ? { method: 'apiKey', ...credential } : { method: 'jwtToken', ...credential },
  );
  return client.organizations;
};
const clientWithCookie = (token: string) => {
  const { organizations } = new EdgeImpulseApi({ endpoint: api.url });
  organizations.setApiKey(COOKIE, token);
  return organizations;
};
const mangled = (credential: string) => credential.slice(0, -2) + (credential.endsWith('AA') ? 'BB' : 'AA');

describe('the official client lists', () => {
  test('one organization with an API key', async () => {
    const { success, organizations } = await (await clientWith({ apiKey: api.apiKey })).listOrganizations();
    expect(success).toBe(true);
    expect(organizations).toHaveLength(1);
    expect(organizations[0]?.users.length).toBeGreaterThan(0);
    expect(organizations[0]?.created).toBeInstanceOf(Date);
  });

  test("a user's organizations with a JWT, ascending", async () => {
    const { success, organizations } = await (await clientWith({ jwtToken: api.jwt })).listOrganizations();
    expect(success).toBe(true);
    const ids = organizations.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    for (const { users } of organizations)
      expect(users.map(({ id }) => id)).toEqual(users.map(({ id }) => id).toSorted((a, b) => a - b));
  });

  test('the same with the cookie as with the header', async () => {
    const byHeader = await (await clientWith({ jwtToken: api.jwt })).listOrganizations();
    expect(await clientWithCookie(api.jwt).listOrganizations()).toEqual(byHeader);
  });

  test('what its own types accept', async () => {
    const byKey = await (await clientWith({ apiKey: api.apiKey })).listOrganizations();
    const byToken = await (await clientWith({ jwtToken: api.jwt })).listOrganizations();
    expect(await typeErrorsOf([byKey, byToken])).toBe('');
    const wrong = { ...byKey, organizations: [{ ...byKey.organizations[0], trialId: 'twelve' }] };
    expect(await typeErrorsOf([wrong])).toContain('is not assignable');
  });
});

// sam local answers a denial with a 403 of its own: test/sam
describe.skipIf(process.env['E2E_GATEWAY'] === 'sam')('the official client is told', () => {
  test('that an API key is invalid', async () => {
    const organizations = await clientWith({ apiKey: mangled(api.apiKey) });
    await expect(organizations.listOrganizations()).rejects.toThrow(DENIAL_TEXT.invalidApiKey);
  });

  test('that a token is invalid, in the header and in the cookie', async () => {
    const organizations = await clientWith({ jwtToken: mangled(api.jwt) });
    await expect(organizations.listOrganizations()).rejects.toThrow(DENIAL_TEXT.invalidToken);
    await expect(clientWithCookie('x').listOrganizations()).rejects.toThrow(DENIAL_TEXT.invalidToken);
  });

  test('which credentials there are when it has none', async () => {
    const { organizations } = new EdgeImpulseApi({ endpoint: api.url });
    await expect(organizations.listOrganizations()).rejects.toThrow(DENIAL_TEXT.noCredential);
  });

  // Only a local issuer signs a token that has expired
  test.runIf(process.env['E2E_URL'] === undefined)('that a token has expired', async () => {
    const organizations = await clientWith({ jwtToken: api.expiredJwt ?? '' });
    await expect(organizations.listOrganizations()).rejects.toThrow(DENIAL_TEXT.expiredToken);
  });
});
