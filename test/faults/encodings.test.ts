import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectOrganizations, expectPartial, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { isAbout, listAs as listPlainly, putOrganizations, range, readOf } from '../support/organizations-of-user.ts';
import { tableError } from '../support/table-proxy.ts';

const MANY = 6000;
const ONE = 6200;
const LONG = 6300;
const IDS = range(6001, 60);

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
  await putOrganizations(api, MANY, IDS);
  await putOrganizations(api, ONE, [6201]);
});
beforeEach(() => api.listTable.reset());
afterAll(() => api.close());

/** Every answer of a test is decoded as exactly one compressed stream; see test/support/single-stream.ts. */
const listAs = async (user: number, encoding: string) => {
  const headers = { 'x-jwt-token': await api.stack.issuer.sign({ sub: String(user) }), 'accept-encoding': encoding };
  const response = await api.call({ headers });
  expect(response.headers['content-encoding']).toBe(encoding);
  return response;
};

describe.each(['zstd', 'br', 'gzip'])('F60 as %s, one compressed stream is the answer', (encoding) => {
  test('of no organization', async () => {
    const headers = { ...api.as('jwt', 'nobody'), 'accept-encoding': encoding };
    expect(expectOrganizations(await api.call({ headers }))).toEqual([]);
  });

  test.each([
    ['one organization', ONE, [6201]],
    ['many organizations', MANY, IDS],
  ])('of %s', async (_, user, ids) => {
    // Whether the end comes while something is compressed is a matter of chance
    for (let repeat = 0; repeat < 20; repeat++) {
      expect(expectOrganizations(await listAs(user, encoding)).map(({ id }) => id)).toEqual(ids);
    }
  });

  test('that ends in an error', async () => {
    api.listTable.react = (asked) =>
      readOf(asked) === 'partition' && isAbout(asked, 6050) ? tableError('AccessDeniedException', 400) : 'pass';
    expect(expectPartial(await listAs(MANY, encoding)).length).toBeGreaterThan(0);
  });
});

test.each(['', 'x'])(
  'an answer that is not compressed keeps every character of a long text that begins with %j',
  async (first) => {
    // In one of the two cases, every 16 KB end within a character
    const name = `${first}${'🐝'.repeat(20_000)}`;
    await putOrganizations(api, LONG, [6301], { organization: { name: { S: name } } });
    expect(expectOrganizations(await listPlainly(api, LONG))).toMatchObject([{ id: 6301, name }]);
  },
);
