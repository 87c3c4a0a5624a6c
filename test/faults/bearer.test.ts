import { afterAll, beforeAll, expect, test } from 'vitest';
import { DENIAL_TEXT } from '../../lib/contract/errors.ts';
import { expectError, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { createTenants, expectIds, expectInvalidKey, expectInvalidToken } from '../support/tenants.ts';

let api: LocalApi;
let token: string;
const tenants = createTenants(() => api);
const call = (headers: Record<string, string | string[]>) => api.call({ headers });
beforeAll(async () => {
  api = await startLocalApi();
  await tenants.put(680);
  token = await api.stack.issuer.sign({ sub: '680' });
});
afterAll(() => api.close());

test('F68 a bearer is accepted whatever the case of its scheme, and with any number of spaces after it', async () => {
  for (const scheme of ['Bearer ', 'bearer ', 'BEARER ', 'Bearer    ']) {
    expectIds(await call({ authorization: `${scheme}${token}` }), [680]);
    expectIds(await call({ Authorization: `${scheme}${token}` }), [680]);
  }
});

test.each([
  ['no token', () => 'Bearer'],
  ['a bad token', () => 'Bearer a.b.c'],
  ['spaces within the token', () => `Bearer ${token.replace('.', '. ')}`],
  ['a tab before the token', () => `Bearer\t${token}`],
  ['two tokens', () => `Bearer ${token} ${token}`],
  ['a list', () => `Bearer ${token}, Bearer ${token}`],
  ['quotation marks', () => `Bearer "${token}"`],
  ['a parameter', () => `Bearer token=${token}`],
])('F68 a bearer of %s is refused, whatever else is good', async (_, header) => {
  expectInvalidToken(await call({ authorization: header(), cookie: `jwt=${token}` }));
});

test('F68 two Authorization headers are refused, of whatever scheme', async () => {
  const bearer = `Bearer ${token}`;
  for (const authorization of [
    [bearer, bearer],
    [bearer, 'Basic x'],
    ['Basic x', bearer],
    ['Basic x', 'Basic x'],
  ]) {
    expectInvalidToken(await call({ authorization }));
    expectInvalidToken(await call({ authorization, cookie: `jwt=${token}` }));
  }
});

test.each(['Basic dXNlcjpwYXNz', 'DPoP', 'Bearer-x', 'Bearertoken', 'Digest username="x"', '', 'Token'])(
  'F68 the scheme of %j is no credential',
  async (scheme) => {
    const authorization = `${scheme} ${token}`;
    expectError(await call({ authorization }), 401, DENIAL_TEXT.noCredential);
    expectIds(await call({ authorization, cookie: `jwt=${token}` }), [680]);
    expectInvalidToken(await call({ authorization, cookie: 'jwt=x' }));
  },
);

test('F68 a bearer comes after the API key and the token in its own header, and before the cookie', async () => {
  await tenants.put(681);
  const [key, other] = [await tenants.putKey(681), await api.stack.issuer.sign({ sub: '681' })];
  const [good, bad] = [`Bearer ${token}`, 'Bearer x'];
  expectIds(await call({ authorization: bad, 'x-api-key': key }), [681]);
  expectIds(await call({ authorization: [good, good], 'x-api-key': key }), [681]);
  expectInvalidKey(await call({ authorization: good, 'x-api-key': 'x' }));
  expectIds(await call({ authorization: bad, 'x-jwt-token': other }), [681]);
  expectInvalidToken(await call({ authorization: good, 'x-jwt-token': 'x' }));
  expectIds(await call({ authorization: good, cookie: `jwt=${other}` }), [680]);
  expectIds(await call({ authorization: good, cookie: 'jwt=x; jwt=y' }), [680]);
  expectInvalidToken(await call({ authorization: bad, cookie: `jwt=${token}` }));
});

test('F68 the log says which rule refused, and the client is told one text', async () => {
  api.lines.length = 0;
  expectInvalidToken(await call({ authorization: ['Basic x', 'Basic x'] }));
  expectInvalidToken(await call({ authorization: 'Bearer x' }));
  const rules = api.lines.flatMap((line) => /"rule":"([\w-]+)"/.exec(line)?.[1] ?? []);
  expect(rules).toEqual(['credential-repeated', 'token-format']);
});
