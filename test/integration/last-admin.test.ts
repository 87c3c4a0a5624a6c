/** The last admin of an organization stays, on dynalite and on DynamoDB Local alike. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { MemberRole } from '../../lib/contract/model.ts';
import { removeMember, setMemberRole } from '../../lib/organizations/change-member.ts';
import { listAdmins } from '../../lib/organizations/list-admins.ts';
import { overwriteMember } from '../../lib/organizations/overwrite.ts';
import { LastAdminError } from '../../lib/organizations/refusals.ts';
import type { Table } from '../../lib/table/call.ts';
import { encodeMember } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { memberKey } from '../../lib/table/keys.ts';
import { putItems } from '../../lib/table/put-items.ts';
import { LEAVING_ATTRIBUTE } from '../../lib/table/schema.ts';
import { buildMember } from '../support/build-records.ts';
import { tableOfTests } from '../support/dynamodb-local.ts';
import { startEmptyTables } from '../support/empty-tables.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

let table: Table;
beforeAll(async () => {
  const tables = await startEmptyTables(inject('assembly'), resources, tableOfTests().startTable);
  table = await tables.create();
});

const LEAVING = { [LEAVING_ATTRIBUTE]: { S: 'x' } };
const memberOf = (organizationId: number, userId: number, role: MemberRole) =>
  encodeMember(buildMember({ organizationId, userId, role }));

let organizations = 0;
/** An organization whose members are admins 1 and 2, with these attributes beside their own. */
const putAdmins = async (attributes: object = {}): Promise<number> => {
  const id = ++organizations;
  await putItems(
    table.client,
    table.name,
    [1, 2].map((userId) => ({ ...memberOf(id, userId, 'admin'), ...attributes })),
  );
  return id;
};

describe('of the two last admins, 200 times', () => {
  const remove = (organizationId: number, userId: number) => removeMember(table, { organizationId, userId });
  const demote = (organizationId: number, userId: number) => setMemberRole(table, { organizationId, userId }, 'member');

  test.each([
    ['who are removed', remove, remove],
    ['of whom one is removed and one is demoted', remove, demote],
  ])('%s at once, exactly one stays', async (_, takeOne, takeOther) => {
    for (let round = 0; round < 200; round++) {
      const id = await putAdmins();
      const outcomes = await Promise.allSettled([takeOne(id, 1), takeOther(id, 2)]);
      const [failure, ...others] = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(failure?.reason).toBeInstanceOf(LastAdminError);
      expect(others).toEqual([]);
      expect(await listAdmins(table, id)).toEqual([outcomes[0]?.status === 'rejected' ? 1 : 2]);
    }
  });
});

describe('a `leaving` attribute of version 1.0.0', () => {
  const leavingOf = async (organizationId: number, userId: number) =>
    (await getItem(table, memberKey(organizationId, userId)))?.[LEAVING_ATTRIBUTE];

  test('is ignored: its member is removed, counts as an admin, and is the last one', async () => {
    const id = await putAdmins(LEAVING);
    expect(await listAdmins(table, id)).toEqual([1, 2]);
    await removeMember(table, { organizationId: id, userId: 1 });
    await expect(removeMember(table, { organizationId: id, userId: 2 })).rejects.toThrow(LastAdminError);
    expect(await listAdmins(table, id)).toEqual([2]);
  });

  test('is removed when the role is changed', async () => {
    const id = await putAdmins(LEAVING);
    await setMemberRole(table, { organizationId: id, userId: 1 }, 'guest');
    expect(await leavingOf(id, 1)).toBeUndefined();
    expect(await leavingOf(id, 2)).toEqual(LEAVING[LEAVING_ATTRIBUTE]);
  });

  test('is removed by an import', () => {
    const wanted = memberOf(1, 1, 'admin');
    expect(overwriteMember({ ...wanted, ...LEAVING }, { item: wanted }, 'admin', true)).toEqual({
      set: {},
      remove: [LEAVING_ATTRIBUTE],
    });
  });
});
