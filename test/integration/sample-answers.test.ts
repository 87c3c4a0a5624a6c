import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ORGANIZATION_ID, sampleData } from '../../lib/local/sample-data.ts';
import { type Asker, expectedOrganizations } from '../support/expected-organizations.ts';
import { expectOrganizations, type LocalApi, PATH, startLocalApi } from '../support/local-api.ts';

let api: LocalApi;
let sample: ReturnType<typeof sampleData>;
beforeAll(async () => {
  sample = sampleData();
  api = await startLocalApi();
});
afterAll(() => api.close());

const large = ORGANIZATION_ID.large;
const userId = (as: string): number => {
  const credential = sample.credentials.find((candidate) => candidate.kind === 'jwt' && candidate.as === as);
  if (credential?.kind !== 'jwt') throw new Error(`there is no user ${as}`);
  return credential.userId;
};
const expected = (asker: Asker, withProjects = true) =>
  expectedOrganizations({ ...sample, keys: [] }, asker, Date.now(), withProjects);

describe('the sample data is answered field by field', () => {
  test('as the large organization to its admin key', async () => {
    const [organization, ...others] = expectOrganizations(await api.call({ headers: api.as('key', 'admin') }));
    expect(others).toEqual([]);
    expect(organization?.users).toHaveLength(50);
    expect(organization?.projects).toHaveLength(300);
    expect(organization?.projects?.every(({ collaborators }) => collaborators.length === 8)).toBe(true);
    expect([organization]).toEqual(expected({ organizationId: large, role: 'admin' }));
  });

  test('as the large organization to its member key, without billing and permissions', async () => {
    const response = await api.call({ headers: api.as('key', 'member') });
    expect(expectOrganizations(response)).toEqual(expected({ organizationId: large, role: 'member' }));
    expect(response.body).not.toMatch(/stripeCustomerId|hasPendingPayments|permissions/);
  });

  test.each(['admin', 'member', 'guest', 'nobody'])('as all organizations of the user %s', async (as) => {
    const organizations = expectOrganizations(await api.call({ headers: api.as('jwt', as) }));
    expect(organizations).toEqual(expected({ userId: userId(as) }));
  });

  test.each(['admin', 'guest'])('without projects to the user %s', async (as) => {
    const response = await api.call({ path: `${PATH}?projects=false`, headers: api.as('jwt', as) });
    expect(expectOrganizations(response)).toEqual(expected({ userId: userId(as) }, false));
  });
});

test.each([
  ['a key', 'key', 'admin', { authorizer: 1, list: 2 }],
  ['a token', 'jwt', 'guest', { authorizer: 1, list: 4 }],
] as const)('%s costs no more requests to the table than it must', async (_, kind, as, requests) => {
  // The first use of a key is written
  await api.call({ headers: api.as(kind, as) });
  api.authorizerTable.reset();
  api.listTable.reset();
  await api.call({ headers: api.as(kind, as) });
  expect({ authorizer: api.authorizerTable.requests.length, list: api.listTable.requests.length }).toEqual(requests);
});

test.each(['zstd', 'br', 'gzip'])('an answer is compressed as %s for who accepts it', async (encoding) => {
  const plain = await api.call({ headers: api.as('key', 'admin') });
  const { headers, body, size } = await api.call({
    headers: { ...api.as('key', 'admin'), 'accept-encoding': encoding },
  });
  expect(headers['content-encoding']).toBe(encoding);
  expect(headers.vary).toContain('accept-encoding');
  expect(body).toBe(plain.body);
  expect(size).toBeLessThan(plain.size / 5);
});
