import { beforeEach, describe, expect, test } from 'vitest';
import type { Finding } from '../../../lib/check/finding.ts';
import { mendFinding } from '../../../lib/check/mend-finding.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import {
  encodeApiKey,
  encodeIdentity,
  encodeMember,
  encodeOrganization,
  encodeProject,
} from '../../../lib/table/encode.ts';
import { getItem } from '../../../lib/table/get.ts';
import { keyOf } from '../../../lib/table/keys.ts';
import { deleteItem } from '../../../lib/table/update.ts';
import { buildApiKey, buildMember, buildOrganization, buildProject, daysFromNow } from '../../support/build-records.ts';
import { checkTable, emptyTable, healthyItems, identityItem, without } from '../../support/check-table.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const { table, put } = await startMemoryTable();
beforeEach(async () => {
  await emptyTable(table);
  await put(...healthyItems());
});

const member = encodeMember(buildMember({ role: 'admin' }));
const key = encodeApiKey(buildApiKey({ expiresAt: 4_000_000_000 }));
const identity = encodeIdentity(identityItem);
const project = encodeProject(buildProject({ tags: ['a'], metadata: { a: 1 } }));
const misplaced = { GSI1PK: { S: 'USER#0000000000000002' }, GSI1SK: { S: 'elsewhere' } };

const findOne = async (): Promise<Finding> => {
  const [finding, ...others] = await checkTable(table);
  expect(others).toEqual([]);
  if (finding === undefined) throw new Error('nothing was found');
  return finding;
};

describe('an index key is mended', () => {
  test.each<[string, Attributes, Attributes]>([
    ['a member', { ...member, ...misplaced }, member],
    ['a member who has half of it', without(member, 'GSI1SK'), member],
    ['a key', { ...key, ...misplaced }, key],
    ['a key without', without(without(key, 'GSI1PK'), 'GSI1SK'), key],
    ['an identity', { ...identity, ...misplaced }, identity],
    ['a project, which has none', { ...project, ...misplaced }, project],
  ])('of %s, and nothing else of the item is changed', async (_, broken, mended) => {
    const other = { unknown: { M: { a: { N: '1' } } }, lists: { L: [] } };
    await put({ ...broken, ...other });
    expect(await mendFinding(table, await findOne())).toBe(true);
    expect(await getItem(table, keyOf(broken))).toEqual({ ...mended, ...other });
    expect(await checkTable(table)).toEqual([]);
  });

  test('only while the item is as it was read', async () => {
    await put({ ...member, ...misplaced });
    const finding = await findOne();
    const changed = { ...member, ...misplaced, role: { S: 'guest' } };
    await put(changed);
    expect(await mendFinding(table, finding)).toBe(false);
    expect(await getItem(table, keyOf(member))).toEqual(changed);
  });

  test('and an item that was deleted does not come back', async () => {
    await put({ ...member, ...misplaced });
    const finding = await findOne();
    await deleteItem(table, keyOf(member));
    expect(await mendFinding(table, finding)).toBe(false);
    expect(await getItem(table, keyOf(member))).toBeUndefined();
  });
});

test("a trial's index key is never mended: it could have the organization deleted the next night", async () => {
  const trial = encodeOrganization(buildOrganization({ trialId: 1, trialExpiredDate: daysFromNow(-90) }));
  await put(without(without(trial, 'GSI1PK'), 'GSI1SK'));
  const finding = await findOne();
  expect(finding).toMatchObject({ kind: 'trial-index-key' });
  await expect(mendFinding(table, finding)).rejects.toThrow(TypeError);
});
