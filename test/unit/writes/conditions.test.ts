import { beforeAll, expect, test } from 'vitest';
import { captureWrites } from '../../support/captured-writes.ts';
import { startMemoryTable } from '../../support/memory-table.ts';
import { STORED, WRITE_OPERATIONS, type WriteOperation } from '../../support/write-operations.ts';

const { table, put } = await startMemoryTable();
beforeAll(() => put(...STORED));

/**
 * What each write is made on, for each request: one part, or those of a transaction. Whatever the decision rests on must be
 * here, or somebody else can change it between the read and the write.
 */
const CONDITIONS: Readonly<Record<WriteOperation, readonly (readonly string[])[]>> = {
  'create an organization': [
    ['Put ORG 9 if it is new', 'Put MEMBER 1 if it is new', 'Check USER 1 if it exists, no erased'],
  ],
  'rename an organization': [['Update ORG 1 if it exists, name = "Acme Sensors", no deletedDate']],
  'delete an organization': [
    ['Update ORG 1 if it exists, no deletedDate, trialExpiredDate = null, trialUpgradedDate = null'],
  ],
  'restore an organization': [
    [
      'Update ORG 3 if it exists, deletedDate = "2026-01-01T00:00:00Z", trialExpiredDate = null, trialUpgradedDate = null',
    ],
  ],
  'start a trial': [
    [
      'Update ORG 1 if it exists, trialId = null, trialExpiredDate = null, trialUpgradedDate = null, no GSI1PK, no GSI1SK, no deletedDate',
    ],
  ],
  'extend a trial': [
    [
      'Update ORG 2 if it exists, trialId = 2, trialExpiredDate = "2026-01-01T00:00:00Z", trialUpgradedDate = null, GSI1PK = "TRIAL", GSI1SK = "2026-01-01T00:00:00Z#0000000000000002", no deletedDate',
    ],
  ],
  'upgrade a trial': [
    [
      'Update ORG 2 if it exists, trialUpgradedDate = null, GSI1PK = "TRIAL", GSI1SK = "2026-01-01T00:00:00Z#0000000000000002", trialExpiredDate = "2026-01-01T00:00:00Z", no deletedDate',
    ],
  ],
  'end a trial': [
    [
      'Update ORG 2 if it exists, no deletedDate, GSI1PK = "TRIAL", GSI1SK = "2026-01-01T00:00:00Z#0000000000000002", trialExpiredDate = "2026-01-01T00:00:00Z", trialUpgradedDate = null',
    ],
  ],
  'add a member': [
    ['Put MEMBER 4 if it is new', 'Check ORG 1 if it exists, no deletedDate', 'Check USER 4 if it exists, no erased'],
  ],
  'remove a member': [['Delete MEMBER 3 if role = "member"']],
  'remove an admin': [['Delete MEMBER 1 if role = "admin"', 'Check MEMBER 2 if role = "admin"']],
  'make a member an admin': [['Update MEMBER 3 if role = "member"']],
  'make an admin a member': [['Update MEMBER 2 if role = "admin"', 'Check MEMBER 1 if role = "admin"']],
  'leave as an admin': [['Delete MEMBER 1 if it exists, role = "admin"', 'Check MEMBER 2 if role = "admin"']],
  'leave what is not listed': [
    [
      'Delete MEMBER 4 if it exists, role = "admin"',
      'Check ORG 2 if it exists, trialExpiredDate = "2026-01-01T00:00:00Z", trialUpgradedDate = null, no deletedDate',
    ],
  ],
  'erase a user': [
    ['Delete MEMBER 1 if it exists, role = "admin"', 'Check MEMBER 2 if role = "admin"'],
    ['Put USER 1 if it exists, no erased'],
    ['Delete IDENTITY if userId = 1'],
    ['Update PROJECT 8 if it exists, ownerUserId = 1, collaborators[0].userId = 1'],
    ['Delete MEMBER 1 if it exists, role = "admin"', 'Check MEMBER 2 if role = "admin"'],
  ],
  'erase a user again': [['Put USER 5 if it exists, erased = "2026-05-01T00:00:00Z"']],
  'import an organization': [
    ['Update MEMBER 2 if it exists'],
    ['Put MEMBER 9 if it is new'],
    ['Put PROJECT 9 if it is new'],
    ['Update ORG 1 if it exists, no deletedDate, trialUpgradedDate = null'],
    ['Delete MEMBER 3 whatever it is'],
    ['Delete PROJECT 8 whatever it is'],
  ],
  'import users': [['Update USER 1 if it exists, no lastSeen, no erased'], ['Put USER 9 if it is new']],
  'add a user': [['Put USER 9 if it is new']],
  'add a user in the place of an erased one': [['Put USER 5 if erased = "2026-05-01T00:00:00Z"']],
  'disable a user': [['Update USER 1 if it exists, no disabled, no erased']],
  'enable a user': [['Update USER 4 if it exists, disabled = {"BOOL":true}, no erased']],
  'revoke tokens': [['Update USER 4 if it exists, tokensValidFrom = "2025-01-01T00:00:00Z", no erased']],
  'link an identity': [['Put IDENTITY if it is new', 'Check USER 2 if it exists, no erased']],
  'unlink an identity': [['Delete IDENTITY if userId = 1']],
  'relink an identity': [['Delete IDENTITY if userId = 1', 'Put IDENTITY if it is new']],
  'issue a key': [['Update ORG 1 if it exists, lastKeyId = 6, no deletedDate', 'Put KEY if it is new']],
  'revoke a key': [['Update KEY if it exists, no revoked, expiresAt = 1780316100']],
  'rotate a key': [
    [
      'Update ORG 1 if it exists, lastKeyId = 6, no deletedDate',
      'Put KEY if it is new',
      'Update KEY if it exists, expiresAt = 1780316100, no revoked',
    ],
  ],
};

test('every operation that writes is in the list', () => {
  expect(Object.keys(CONDITIONS)).toEqual(Object.keys(WRITE_OPERATIONS));
});

test.each(Object.entries(WRITE_OPERATIONS))('%s: writes on the conditions that it needs', async (name, write) => {
  const { table: captured, writes } = captureWrites(table);
  await write(captured);
  expect([name, writes]).toEqual([name, new Map(Object.entries(CONDITIONS)).get(name)]);
});
