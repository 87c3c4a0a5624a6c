import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateApiKey, hashApiKey } from '../../lib/contract/api-key.ts';
import { encodeApiKey, encodeRecords } from '../../lib/table/encode.ts';
import { buildApiKey, buildMember, buildOrganization, buildProject, buildUser } from '../support/build-records.ts';
import { expectError, expectOrganizations, type LocalApi, PATH, startLocalApi } from '../support/local-api.ts';

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
});
afterAll(() => api.close());

const DAY = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString();
const asUser = async (id: number) => ({ 'x-jwt-token': await api.stack.issuer.sign({ sub: String(id) }) });
const keyOf = async (organizationId: number) => {
  const key = generateApiKey();
  await api.put(encodeApiKey({ ...buildApiKey({ organizationId }), hash: hashApiKey(key) }));
  return { 'x-api-key': key };
};

test('F49 a user in no organization gets an empty list', async () => {
  const response = await api.call({ headers: api.as('jwt', 'nobody') });
  expect(expectOrganizations(response)).toEqual([]);
  expect(response.body).toBe('{"organizations":[],"success":true}');
});

describe('F56 an organization', () => {
  test.each<[string, () => object]>([
    ['that is deleted', () => ({ deletedDate: daysAgo(1) })],
    ['whose trial is past its grace period', () => ({ trialId: 1, trialExpiredDate: daysAgo(30.01) })],
  ])('%s is not listed, in either mode', async (_, changes) => {
    const put = (organization: object) =>
      api.put(
        ...encodeRecords({
          organizations: [buildOrganization({ id: 561, ...organization })],
          members: [buildMember({ organizationId: 561, userId: 560 })],
          projects: [],
          users: [buildUser({ id: 560 })],
        }),
      );
    const [key, token] = [await keyOf(561), await asUser(560)];
    await put({});
    expect(expectOrganizations(await api.call({ headers: key }))).toHaveLength(1);
    expect(expectOrganizations(await api.call({ headers: token }))).toHaveLength(1);
    await put(changes());
    expect(expectOrganizations(await api.call({ headers: key }))).toEqual([]);
    expect(expectOrganizations(await api.call({ headers: token }))).toEqual([]);
  });

  test('is listed to the end of the grace period', async () => {
    await api.put(
      ...encodeRecords({
        organizations: [buildOrganization({ id: 562, trialId: 1, trialExpiredDate: daysAgo(29.9) })],
        members: [],
        projects: [],
        users: [],
      }),
    );
    expect(expectOrganizations(await api.call({ headers: await keyOf(562) }))).toHaveLength(1);
  });
});

test('F57 a guest gets only their projects, and only the users who share one', async () => {
  const users = [570, 571, 572, 573].map((id) =>
    buildUser({ id, stripeCustomerId: `cus_${id}`, permissions: ['a:b'] }),
  );
  await api.put(
    ...encodeRecords({
      organizations: [buildOrganization({ id: 57 })],
      members: users.map(({ id }) =>
        buildMember({ organizationId: 57, userId: id, role: id === 570 ? 'guest' : 'admin' }),
      ),
      projects: [
        buildProject({
          organizationId: 57,
          id: 1,
          collaborators: [570, 571].map((userId) => ({ userId, isOwner: false })),
        }),
        buildProject({
          organizationId: 57,
          id: 2,
          collaborators: [571, 572].map((userId) => ({ userId, isOwner: false })),
        }),
        buildProject({ organizationId: 57, id: 3 }),
      ],
      users,
    }),
  );
  const [organization] = expectOrganizations(await api.call({ headers: await asUser(570) }));
  expect(organization?.projects?.map(({ id }) => id)).toEqual([1]);
  expect(organization?.users.map(({ id }) => id)).toEqual([570, 571]);
  expect(organization?.users.map(({ stripeCustomerId }) => stripeCustomerId)).toEqual(['cus_570', undefined]);
  const [withoutProjects] = expectOrganizations(
    await api.call({ path: `${PATH}?projects=false`, headers: await asUser(570) }),
  );
  expect(withoutProjects?.users.map(({ id }) => id)).toEqual([570]);
});

describe('F58 the parameter projects', () => {
  const accepted = 'The parameter projects accepts the values true and false only';
  test.each([
    ['projects=maybe', accepted],
    ['projects=', accepted],
    ['projects=TRUE', accepted],
    ['projects=0', accepted],
    ['projects', accepted],
    ['projects=true&projects=false', 'The parameter projects is given more than once'],
    ['projects=false&projects=false', 'The parameter projects is given more than once'],
  ])('is refused as %s', async (query, text) => {
    const response = await api.call({ path: `${PATH}?${query}`, headers: api.as('key', 'admin') });
    expectError(response, 400, text);
  });

  test.each([
    ['projects[]=false', 'projects[]'],
    ['projects%5B0%5D=false', 'projects[0]'],
    ['Projects=false', 'Projects'],
    ['projects=false&PROJECTS=false', 'PROJECTS'],
  ])('is refused under another spelling, which the answer names: %s', async (query, name) => {
    const response = await api.call({ path: `${PATH}?${query}`, headers: api.as('key', 'admin') });
    expectError(response, 400, `The parameter ${name} is not known. ${accepted}`);
  });

  test('leaves the projects out, and unread, when it is false', async () => {
    api.listTable.reset();
    const [organization] = expectOrganizations(
      await api.call({ path: `${PATH}?projects=false&unknown=1`, headers: api.as('key', 'admin') }),
    );
    expect(organization).not.toHaveProperty('projects');
    expect(organization?.users).toHaveLength(50);
    const [query] = api.listTable.requests.filter(({ operation }) => operation === 'Query');
    expect(query?.input['KeyConditionExpression']).toBe('PK = :organization AND SK < :projects');
  });

  test('changes nothing when it is true', async () => {
    const [with_, without] = await Promise.all(
      ['?projects=true', ''].map((query) => api.call({ path: PATH + query, headers: api.as('key', 'admin') })),
    );
    expect(with_?.body).toBe(without?.body);
  });
});
