import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { DENIAL_TEXT } from '../../lib/contract/errors.ts';
import { type LocalStack, startLocalStack } from '../../lib/local/stack.ts';
import { encodeMember, encodeOrganization, encodeUser } from '../../lib/table/encode.ts';
import { putItems } from '../../lib/table/put-items.ts';
import { disableUser, enableUser, revokeTokens } from '../../lib/users/change-account.ts';
import { linkIdentity, unlinkIdentity } from '../../lib/users/link-identity.ts';
import { buildMember, buildOrganization, buildUser } from '../support/build-records.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.ts';
import { logInAtCognito, logInAtKeycloak } from './issuers-at-work.ts';

const { KEYCLOAK_URL = '', COGNITO_URL = '' } = process.env;

/** An issuer's token, and the user whom it must let in. */
type Case = { readonly name: string; readonly token: string; readonly userId: number };

let stack: LocalStack;
let provider: OpenIdProvider;
const cases: Case[] = [];

const identityOf = (token: string) => {
  const { iss = '', sub = '' } = decodeJwt(token);
  return { issuer: iss, claim: 'sub', value: sub };
};
const answerSchema = z.looseObject({ organizations: z.optional(z.array(z.object({ id: z.number() }))) });
const table = () => ({ client: stack.client, name: stack.tableName });
const ask = async (token: string) => {
  const response = await fetch(`${stack.url}/api/organizations`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, answer: z.parse(answerSchema, await response.json()) };
};
const expectUser = async ({ token, userId }: Omit<Case, 'name'>) => {
  const { status, answer } = await ask(token);
  expect({ status, ids: answer.organizations?.map(({ id }) => id) }).toEqual({
    status: 200,
    ids: [userId],
  });
};
const expectRefused = async (token: string) =>
  expect(await ask(token)).toEqual({ status: 401, answer: { success: false, error: DENIAL_TEXT.invalidToken } });

beforeAll(async () => {
  provider = await startOpenIdProvider(['ES256']);
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  provider.use([{ ...(await exportJWK(privateKey)), kid: 'es', use: 'sig' }]);
  const cognito = COGNITO_URL === '' ? undefined : await logInAtCognito(COGNITO_URL);
  const keycloak = KEYCLOAK_URL === '' ? undefined : await logInAtKeycloak(KEYCLOAK_URL);
  stack = await startLocalStack({
    issuers: [
      { issuer: provider.url, audiences: ['urn:organizations'], users: 'linked' },
      ...(keycloak ? [{ issuer: KEYCLOAK_URL, audiences: ['organizations', 'app'], users: 'linked' }] : []),
      ...(cognito
        ? [
            {
              issuer: identityOf(cognito.idToken).issuer,
              audiences: [cognito.clientId],
              clientIds: [cognito.clientId],
              jwksUri: cognito.jwksUri,
              users: 'linked',
            },
          ]
        : []),
    ],
  });
  const add = (name: string, token: string, userId: number) => cases.push({ name, token, userId });
  add('local', await stack.issuer.sign({ sub: '5001' }), 5001);
  add('oidc-provider', (await provider.logIn('ada', 'ES256')).accessToken, 5002);
  if (keycloak) {
    add('Keycloak, access token', keycloak.accessToken, 5003);
    add('Keycloak, ID token', keycloak.idToken, 5003);
  }
  if (cognito) {
    add('Cognito, access token', cognito.accessToken, 5004);
    add('Cognito, ID token', cognito.idToken, 5004);
  }
  for (const userId of [5001, 5002, 5003, 5004]) {
    await putItems(stack.client, stack.tableName, [
      encodeOrganization(buildOrganization({ id: userId })),
      encodeMember(buildMember({ organizationId: userId, userId })),
      encodeUser(buildUser({ id: userId })),
    ]);
  }
  for (const { token, userId } of cases.slice(1)) await linkIdentity(table(), userId, identityOf(token), Date.now());
});
afterAll(async () => {
  await stack.close();
  await provider.close();
});

describe('one deployment with several issuers at once', () => {
  test("answers each user's token with that user's organizations", async () => {
    await Promise.all(cases.map(expectUser));
    expect(cases.map(({ name }) => name.split(',')[0])).toContain('oidc-provider');
  });

  test.skipIf(KEYCLOAK_URL === '')("accepts Keycloak's tokens, by discovery", async () => {
    const tokens = cases.filter(({ name }) => name.startsWith('Keycloak'));
    expect(tokens).toHaveLength(2);
    for (const one of tokens) await expectUser(one);
  });

  test.skipIf(COGNITO_URL === '')("accepts Cognito's ID tokens, and its access tokens, which have no aud", async () => {
    const [access, id] = cases.filter(({ name }) => name.startsWith('Cognito'));
    expect(decodeJwt(access?.token ?? '')).not.toHaveProperty('aud');
    expect(decodeJwt(id?.token ?? '')).toHaveProperty('aud');
    for (const one of [access, id]) if (one) await expectUser(one);
  });

  test('refuses the same subject under another issuer', async () => {
    for (const { token } of cases.slice(1)) {
      const { value } = identityOf(token);
      await expectRefused(await stack.issuer.sign({ sub: value }));
      if (value !== 'ada') await expectRefused((await provider.logIn(value, 'ES256')).accessToken);
    }
  });

  test('refuses whoever is unlinked, disabled or revoked on the next request', async () => {
    for (const { token, userId } of cases.slice(1)) {
      await unlinkIdentity(table(), userId, identityOf(token));
      await expectRefused(token);
      await linkIdentity(table(), userId, identityOf(token), Date.now());
      await expectUser({ token, userId });
      await disableUser(table(), userId);
      await expectRefused(token);
      await enableUser(table(), userId);
      await expectUser({ token, userId });
    }
    for (const { token, userId } of cases) {
      await revokeTokens(table(), userId, Date.now() + 1000);
      await expectRefused(token);
    }
  });
});
