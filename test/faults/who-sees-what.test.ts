import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatApiKey, hashApiKey } from '../../lib/contract/api-key.ts';
import { encodeRecords } from '../../lib/table/encode.ts';
import { buildApiKey } from '../support/build-records.ts';
import { canaryRecords } from '../support/canary-records.ts';
import { type Asker, expectedOrganizations } from '../support/expected-organizations.ts';
import { type Answered, findLeaks } from '../support/find-leaks.ts';
import { expectOrganizations, type LocalApi, PATH, startLocalApi } from '../support/local-api.ts';

const ADMIN = 6901;
const MEMBER = 6902;
const GUEST = 6903;
const HIDDEN = 6904;
/** On projects of the organization, and a member of another one only. */
const OUTSIDER = 6905;
const ID = 69;

const records = canaryRecords(
  [
    {
      id: ID,
      members: [
        { userId: ADMIN, role: 'admin' },
        { userId: MEMBER, role: 'member' },
        { userId: GUEST, role: 'guest' },
        { userId: HIDDEN, role: 'member' },
      ],
      projects: [
        { team: [GUEST, MEMBER, OUTSIDER], owner: HIDDEN, developer: OUTSIDER },
        { team: [GUEST, OUTSIDER], owner: GUEST, developer: HIDDEN },
        { team: [HIDDEN, MEMBER], owner: MEMBER },
        { team: [ADMIN, OUTSIDER] },
      ],
    },
    { id: 70, members: [{ userId: OUTSIDER, role: 'admin' }], projects: [] },
  ],
  [ADMIN, MEMBER, GUEST, HIDDEN, OUTSIDER],
);
const keyOf = (role: string) => formatApiKey(`69${role}`.padEnd(40, 'x'));

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
  const keys = (['admin', 'member'] as const).map((role, keyId) =>
    buildApiKey({ organizationId: ID, role, keyId, hash: hashApiKey(keyOf(role)) }),
  );
  await api.put(...encodeRecords({ ...records, keys }));
});
afterAll(() => api.close());

const tokenOf = (userId: number) => api.stack.issuer.sign({ sub: String(userId) });
const WAYS: readonly (readonly [way: string, headers: (userId: number) => Promise<Record<string, string>>])[] = [
  ['x-jwt-token', async (userId) => ({ 'x-jwt-token': await tokenOf(userId) })],
  ['Authorization', async (userId) => ({ authorization: `Bearer ${await tokenOf(userId)}` })],
  ['the cookie', async (userId) => ({ cookie: `jwt=${await tokenOf(userId)}` })],
];

const expectTable = async (headers: Record<string, string>, asker: Asker, viewer: Answered) => {
  for (const withProjects of [true, false]) {
    const response = await api.call({ path: `${PATH}?projects=${withProjects}`, headers });
    const answer = expectOrganizations(response);
    expect(answer).toEqual(expectedOrganizations(records, asker, Date.now(), withProjects));
    expect(answer.map(({ id }) => id)).toEqual([ID]);
    for (const organization of answer) expect(findLeaks(records, viewer, organization)).toEqual([]);
  }
};

describe.each(WAYS)('F69 by %s', (_, headersOf) => {
  test.each([
    ['admin', ADMIN],
    ['member', MEMBER],
    ['guest', GUEST],
  ] as const)('the %s sees what the table says, and nothing hidden', async (role, userId) => {
    await expectTable(await headersOf(userId), { userId }, { role, userId });
  });
});

test.each(['admin', 'member'] as const)(
  'F69 a key with the role %s sees what the table says, and nothing hidden',
  async (role) => {
    await expectTable({ 'x-api-key': keyOf(role) }, { organizationId: ID, role }, { role });
  },
);

test('F69 whoever collaborates from outside is a user like any other in an organization of their own', async () => {
  const [organization] = expectOrganizations(await api.call({ headers: { 'x-jwt-token': await tokenOf(OUTSIDER) } }));
  expect(organization?.id).toBe(70);
  expect(organization?.users[0]).toMatchObject({ id: OUTSIDER, stripeCustomerId: `billing-canary-${OUTSIDER}` });
});
