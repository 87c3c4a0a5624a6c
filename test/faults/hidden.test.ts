import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from '../support/build-records.ts';
import { expectOrganizations, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { listAs, range, readOf } from '../support/organizations-of-user.ts';

/** The functions' clock is the machine's, so this is long over in any case. */
const OVERDUE = { trialExpiredDate: '2020-01-01T00:00:00Z' };
const DELETED = { deletedDate: '2024-01-01T00:00:00Z' };

let api: LocalApi;
beforeAll(async () => {
  api = await startLocalApi();
});
beforeEach(() => api.listTable.reset());
afterAll(() => api.close());

const putHidden = (userId: number, ids: readonly number[], fields: object, descriptions: readonly string[] = []) =>
  api.put(
    encodeUser(buildUser({ id: userId })),
    ...ids.flatMap((id) => [
      encodeOrganization(buildOrganization({ id, ...fields })),
      encodeMember(buildMember({ organizationId: id, userId })),
      ...descriptions.map((description, project) =>
        encodeProject(buildProject({ organizationId: id, id: project, description })),
      ),
    ]),
  );
const putListed = (userId: number, id: number) => putHidden(userId, [id], {});

const partitionsRead = () => api.listTable.requests.filter((request) => readOf(request) === 'partition').length;

test.each<[string, number, number, object, readonly string[]]>([
  ['1,500 deleted organizations', 59_000, 1_500, DELETED, []],
  ['1,500 overdue organizations', 60_000, 1_500, OVERDUE, []],
  ['40 overdue organizations of a megabyte each', 61_000, 40, OVERDUE, ['a', 'b', 'c'].map((a) => a.repeat(350_000))],
])('F59 %s before one that is listed are no reason for a 503', async (_, userId, count, fields, descriptions) => {
  await putHidden(userId, range(userId + 1, count), fields, descriptions);
  await putListed(userId, userId + 1 + count);
  expect(expectOrganizations(await listAs(api, userId)).map(({ id }) => id)).toEqual([userId + 1 + count]);
  expect(partitionsRead()).toBe(2);
});

test('F59 an organization that was restored is listed again', async () => {
  await putHidden(62_000, range(62_001, 3), DELETED);
  expect(expectOrganizations(await listAs(api, 62_000))).toEqual([]);
  await putListed(62_000, 62_003);
  expect(expectOrganizations(await listAs(api, 62_000)).map(({ id }) => id)).toEqual([62_003]);
});
