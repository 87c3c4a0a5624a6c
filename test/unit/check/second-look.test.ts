import { beforeEach, describe, expect, test } from 'vitest';
import { createPacedReads } from '../../../lib/check/paced-reads.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import {
  encodeApiKey,
  encodeMember,
  encodeOrganization,
  encodeProject,
  encodeUser,
} from '../../../lib/table/encode.ts';
import { keyOf } from '../../../lib/table/keys.ts';
import { createPace } from '../../../lib/table/pace.ts';
import { deleteItem } from '../../../lib/table/update.ts';
import { buildApiKey, buildMember, buildOrganization, buildProject, buildUser } from '../../support/build-records.ts';
import { checkTable, emptyTable, healthyItems, nameOf, without } from '../../support/check-table.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const { table, put } = await startMemoryTable();
beforeEach(async () => {
  await emptyTable(table);
  await put(...healthyItems());
});

const member = encodeMember(buildMember({ userId: 99 }));
const stranger = { PK: { S: 'NOTE' }, SK: { S: '1' } };
const orphan = encodeMember(buildMember({ organizationId: 9, role: 'admin' }));
const key = encodeApiKey(buildApiKey({ hash: 'a'.repeat(64), organizationId: 9 }));

/** What looks broken at first, and what is then put. */
const MENDED: readonly (readonly [string, Attributes, Attributes])[] = [
  ['its attribute is set', without(encodeUser(buildUser()), 'email'), encodeUser(buildUser())],
  ['its user is added', member, encodeUser(buildUser({ id: 99 }))],
  ['its organization is written', orphan, encodeOrganization(buildOrganization({ id: 9 }))],
  [
    'the organization of a key is written',
    key,
    encodeOrganization(buildOrganization({ id: 9, deletedDate: buildOrganization().created })),
  ],
  ['an admin is named', encodeMember(buildMember({ role: 'guest' })), encodeMember(buildMember({ role: 'admin' }))],
  [
    'a collaborator is removed',
    encodeProject(buildProject({ collaborators: [{ userId: 99, isOwner: true }] })),
    encodeProject(buildProject()),
  ],
];

describe('what is mended between the two looks is not reported', () => {
  test.each(MENDED)('%s', async (_, broken, mended) => {
    await put(broken);
    expect(await checkTable(table)).not.toEqual([]);
    expect(await checkTable(table, { before: () => put(mended) })).toEqual([]);
  });

  test.each([
    ['a member of nobody', member],
    ['an item of another kind', stranger],
    ['a member of no organization', orphan],
    ['a key of no organization', key],
  ])('%s is deleted', async (_, broken) => {
    await put(broken);
    expect(await checkTable(table)).not.toEqual([]);
    const before = async () => void (await deleteItem(table, keyOf(broken)));
    expect(await checkTable(table, { before })).toEqual([]);
  });
});

test('what holds is reported once, however many faults an item has and however many items there are', async () => {
  const broken = Array.from({ length: 150 }, (_, index) => ({
    ...without(without(encodeProject(buildProject({ id: index })), 'name'), 'created'),
    isPublic: { S: 'yes' },
  }));
  await put(...broken);
  const found = (await checkTable(table)).map(nameOf);
  expect(found).toHaveLength(450);
  expect(new Set(found).size).toBe(450);
});

test('the first look is eventually consistent, and the second one strongly', async () => {
  await put(member, stranger);
  const asked: string[] = [];
  const client = Object.create(table.client, {
    send: {
      value: (
        command: { readonly constructor: { readonly name: string }; readonly input: object },
        ...rest: unknown[]
      ) => {
        const isConsistent = JSON.stringify(command.input).includes('"ConsistentRead":true');
        asked.push(`${command.constructor.name} ${isConsistent}`);
        return Reflect.apply(table.client.send, table.client, [command, ...rest]);
      },
    },
  });
  await checkTable(table, { reads: createPacedReads({ ...table, client }, createPace(1e9)) });
  expect(new Set(asked)).toEqual(new Set(['ScanCommand false', 'BatchGetItemCommand true']));
});
