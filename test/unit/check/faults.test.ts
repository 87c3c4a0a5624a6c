import { beforeEach, describe, expect, test } from 'vitest';
import { SEVERITY } from '../../../lib/check/finding.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import {
  encodeApiKey,
  encodeIdentity,
  encodeMember,
  encodeOrganization,
  encodeProject,
  encodeUser,
} from '../../../lib/table/encode.ts';
import {
  buildApiKey,
  buildMember,
  buildOrganization,
  buildProject,
  buildUser,
  daysFromNow,
} from '../../support/build-records.ts';
import {
  checkTable,
  emptyTable,
  healthyItems,
  IDENTITY_HASH,
  identityItem,
  nameOf,
  without,
} from '../../support/check-table.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const HASH = 'a'.repeat(64);
const ORGANIZATION = 'ORG#0000000000000007';
const PROJECT = `${ORGANIZATION}/PROJECT#0000000000000100`;
const MEMBER = `${ORGANIZATION}/MEMBER#0000000000000001`;
const trial = { trialId: 7, trialExpiredDate: daysFromNow(5) };
const team = (...userIds: number[]) => ({ collaborators: userIds.map((userId) => ({ userId, isOwner: false })) });

/** An item with one fault, put beside healthy ones, and what is then found. */
const FAULTS: readonly (readonly [string, readonly Attributes[], readonly string[]])[] = [
  [
    'an organization without its name',
    [without(encodeOrganization(buildOrganization()), 'name')],
    [`schema ${ORGANIZATION}/ORG name`],
  ],
  [
    'a project with two broken attributes',
    [{ ...encodeProject(buildProject()), isPublic: { S: 'yes' }, created: { S: 'today' } }],
    [`schema ${PROJECT} created`, `schema ${PROJECT} isPublic`],
  ],
  [
    'a user whose account is broken',
    [{ ...encodeUser(buildUser()), tokensValidFrom: { N: '5' }, staffInfo: { M: { isStaff: { BOOL: true } } } }],
    ['schema USER#0000000000000001/USER staffInfo.hasSudoRights', 'schema USER#0000000000000001/USER tokensValidFrom'],
  ],
  [
    'a key with an unknown role',
    [{ ...encodeApiKey(buildApiKey({ hash: HASH, keyId: 501 })), role: { S: 'guest' } }],
    [`schema KEY#${HASH}/KEY role`],
  ],
  [
    'a member without an index key',
    [without(encodeMember(buildMember({ role: 'admin' })), 'GSI1PK')],
    [`index-key ${MEMBER} GSI1PK`],
  ],
  [
    'a member whose index key is of another organization',
    [{ ...encodeMember(buildMember({ role: 'admin' })), GSI1SK: { S: 'ORG#0000000000000008' } }],
    [`index-key ${MEMBER} GSI1SK`],
  ],
  [
    'a key whose index key is of another organization',
    [{ ...encodeApiKey(buildApiKey({ hash: HASH })), GSI1PK: { S: 'ORG#0000000000000008' } }],
    [`index-key KEY#${HASH}/KEY GSI1PK`],
  ],
  [
    'an identity whose index key is of another user',
    [{ ...encodeIdentity(identityItem), GSI1PK: { S: 'USER#0000000000000002' } }],
    [`index-key IDENTITY#${IDENTITY_HASH}/IDENTITY GSI1PK`],
  ],
  [
    'a project with an index key',
    [{ ...encodeProject(buildProject()), GSI1PK: { S: 'TRIAL' }, GSI1SK: { S: '2020' } }],
    [`index-key ${PROJECT} GSI1PK, GSI1SK`],
  ],
  [
    'a trial without an index key',
    [without(without(encodeOrganization(buildOrganization(trial)), 'GSI1PK'), 'GSI1SK')],
    [`trial-index-key ${ORGANIZATION}/ORG GSI1PK, GSI1SK`],
  ],
  [
    'an identity under the key of another',
    [{ ...encodeIdentity(identityItem), PK: { S: `IDENTITY#${HASH}` }, GSI1SK: { S: `IDENTITY#${HASH}` } }],
    [`identity-key IDENTITY#${HASH}/IDENTITY PK`],
  ],
  [
    'a member who is no user',
    [encodeMember(buildMember({ userId: 99 }))],
    [`missing-user ${ORGANIZATION}/MEMBER#0000000000000099 SK`],
  ],
  [
    'two collaborators who are no users',
    [encodeProject(buildProject(team(1, 98, 99)))],
    Array.from({ length: 2 }, () => `missing-user ${PROJECT} collaborators[].userId`),
  ],
  [
    'an identity of nobody',
    [encodeIdentity({ ...identityItem, userId: 99 })],
    [`missing-user IDENTITY#${IDENTITY_HASH}/IDENTITY userId`],
  ],
  [
    'a key of no organization',
    [encodeApiKey(buildApiKey({ hash: HASH, organizationId: 9 }))],
    [`missing-organization KEY#${HASH}/KEY organizationId`],
  ],
  [
    'members and projects of no organization',
    [
      encodeMember(buildMember({ organizationId: 9, role: 'admin' })),
      encodeProject(buildProject({ organizationId: 9 })),
    ],
    ['missing-organization ORG#0000000000000009/ORG -'],
  ],
  [
    'an organization without an admin',
    [encodeMember(buildMember({ role: 'guest' }))],
    [`no-admin ${ORGANIZATION}/ORG -`],
  ],
  [
    'an item of nearly 400 KB',
    [encodeProject(buildProject({ description: 'd'.repeat(330 * 1024) }))],
    [`large-item ${PROJECT} -`],
  ],
  ...['ORG#12', 'ORG#9007199254740992', 'PERSON#0000000000000001', 'USER#0000000000000001', `KEY#${HASH}`].map(
    (partition) =>
      [
        `an item of another kind, ${partition}`,
        [{ PK: { S: partition }, SK: { S: 'NOTE' } }],
        [`unknown-item ${partition}/NOTE -`],
      ] as const,
  ),
  [
    'a member without a padded id',
    [{ ...encodeMember(buildMember()), SK: { S: 'MEMBER#12' } }],
    [`unknown-item ${ORGANIZATION}/MEMBER#12 -`],
  ],
];

const { table, put } = await startMemoryTable();
beforeEach(async () => {
  await emptyTable(table);
  await put(...healthyItems());
});

describe('a check finds', () => {
  test.each(FAULTS)('%s, and nothing else', async (_, broken, found) => {
    await put(...broken);
    expect((await checkTable(table)).map(nameOf).toSorted()).toEqual(found.toSorted());
  });

  test('nothing in a table without faults', async () => {
    expect(await checkTable(table)).toEqual([]);
    expect(await checkTable(table, { organizationId: 7 })).toEqual([]);
  });

  test('no value of an attribute worth telling: findings hold keys, names and reasons only', async () => {
    for (const [, broken] of FAULTS) await put(...broken.map((item) => ({ ...item, name: { N: '31415926' } })));
    const findings = await checkTable(table);
    expect(findings.length).toBeGreaterThan(10);
    const told = JSON.stringify(findings.map(({ mend: _, ...finding }) => finding));
    for (const value of ['31415926', 'today', 'yes', 'https://id.example.com', 'ddd'])
      expect(told).not.toContain(value);
  });
});

test('every kind of finding is found by one of these tests, but for answers that are too large', () => {
  const kinds = new Set(FAULTS.flatMap(([, , found]) => found.map((name) => name.split(' ')[0])));
  expect([...kinds, 'large-answer'].toSorted()).toEqual(Object.keys(SEVERITY).toSorted());
});
