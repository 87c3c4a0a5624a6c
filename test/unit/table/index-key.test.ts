import { describe, expect, test } from 'vitest';
import type { Attributes } from '../../../lib/table/decode.ts';
import {
  encodeApiKey,
  encodeMember,
  encodeOrganization,
  encodeProject,
  encodeUser,
} from '../../../lib/table/encode.ts';
import { BrokenItemError } from '../../../lib/table/errors.ts';
import { indexKeyOf, withIndexKey } from '../../../lib/table/index-key.ts';
import { buildApiKey, buildMember, buildOrganization, buildProject, buildUser } from '../../support/build-records.ts';

const TRIAL_END = '2026-05-01T00:00:00.000Z';
const trial = encodeOrganization(buildOrganization({ id: 12, trialExpiredDate: TRIAL_END }));
const trialKey = { GSI1PK: { S: 'TRIAL' }, GSI1SK: { S: `${TRIAL_END}#0000000000000012` } };

describe('the index key of', () => {
  test('a member is their user, then their organization', () => {
    expect(indexKeyOf(encodeMember(buildMember({ organizationId: 12, userId: 34 })))).toEqual({
      GSI1PK: { S: 'USER#0000000000000034' },
      GSI1SK: { S: 'ORG#0000000000000012' },
    });
  });

  test('an API key is its organization, then its id', () => {
    expect(indexKeyOf(encodeApiKey(buildApiKey({ organizationId: 12, keyId: 3 })))).toEqual({
      GSI1PK: { S: 'ORG#0000000000000012' },
      GSI1SK: { S: 'KEY#0000000000000003' },
    });
  });

  test('an identity is its user, then itself', () => {
    const identity = { PK: { S: 'IDENTITY#ab' }, SK: { S: 'IDENTITY' }, userId: { N: '34' } };
    expect(indexKeyOf(identity)).toEqual({ GSI1PK: { S: 'USER#0000000000000034' }, GSI1SK: { S: 'IDENTITY#ab' } });
  });

  test('an organization is the end of its trial, while that can still end', () => {
    expect(indexKeyOf(trial)).toEqual(trialKey);
  });

  test.each([
    ['an organization without a trial', encodeOrganization(buildOrganization({ trialExpiredDate: null }))],
    ['one whose trial was upgraded', { ...trial, trialUpgradedDate: { S: TRIAL_END } }],
    ['one that is deleted', { ...trial, deletedDate: { S: TRIAL_END } }],
    ['one that says nothing of a trial', { PK: trial['PK'] ?? { S: '' }, SK: trial['SK'] ?? { S: '' } }],
    ['one that does not say whether it was upgraded', { ...trial, trialUpgradedDate: { S: '' } }],
    [
      'one that has no date of an upgrade',
      { PK: trial['PK'] ?? { S: '' }, SK: trial['SK'] ?? { S: '' }, trialExpiredDate: { S: TRIAL_END } },
    ],
    ['a project', encodeProject(buildProject({}))],
    ['a user', encodeUser(buildUser({}))],
    ['an item of no kind', {}],
  ])('%s is none', (_, item: Attributes) => {
    expect(indexKeyOf(item)).toEqual({});
  });

  test.each([
    ['an API key', { PK: { S: 'KEY#ab' }, SK: { S: 'KEY' }, keyId: { N: '3' } }],
    ['an identity', { PK: { S: 'IDENTITY#ab' }, SK: { S: 'IDENTITY' }, userId: { N: '1.5' } }],
  ])('%s that does not say whose it is cannot be computed', (_, item) => {
    const { PK, SK } = item;
    expect(() => indexKeyOf(item)).toThrow(BrokenItemError);
    expect(() => indexKeyOf(item)).toThrow(new RegExp(`${PK.S}/${SK.S}.*an id`));
  });
});

describe('a change', () => {
  test('that does not touch the index key is left as it is', () => {
    expect(withIndexKey(trial, { set: { name: { S: 'x' } } })).toEqual({
      set: { name: { S: 'x' } },
      remove: [],
      unchanged: [],
    });
  });

  test('that sets a date of the trial, among others, rests on all of them, also where the index key stays', () => {
    const set = { trialId: { N: '9' }, trialExpiredDate: { S: TRIAL_END } };
    expect(withIndexKey(trial, { set })).toEqual({
      ...{ set, remove: [] },
      unchanged: ['trialExpiredDate', 'trialUpgradedDate', 'deletedDate'],
    });
  });

  test('that ends a trial takes the organization out of the index', () => {
    const deletedDate = { S: TRIAL_END };
    expect(withIndexKey(trial, { set: { deletedDate } })).toEqual({
      set: { deletedDate },
      remove: ['GSI1PK', 'GSI1SK'],
      unchanged: ['trialExpiredDate', 'trialUpgradedDate', 'deletedDate'],
    });
  });

  test('that restores a trial puts the organization into the index', () => {
    const { GSI1PK: _, GSI1SK: __, ...rest } = trial;
    const deleted = { ...rest, deletedDate: { S: TRIAL_END } };
    expect(withIndexKey(deleted, { remove: ['deletedDate'] })).toMatchObject({
      set: trialKey,
      remove: ['deletedDate'],
    });
  });

  test('that moves what the index key is made of rests on all of it, even where the key stays', () => {
    const upgraded = { ...encodeOrganization(buildOrganization({ trialUpgradedDate: TRIAL_END })) };
    expect(withIndexKey(upgraded, { set: { trialExpiredDate: { S: TRIAL_END } } }).unchanged).toEqual([
      'trialExpiredDate',
      'trialUpgradedDate',
      'deletedDate',
    ]);
  });

  test('corrects an index key that was wrong', () => {
    expect(withIndexKey({ ...trial, GSI1SK: { S: 'wrong' } }, {})).toMatchObject({ set: trialKey, remove: [] });
  });
});
