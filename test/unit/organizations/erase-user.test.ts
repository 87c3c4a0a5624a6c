import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createErasure, type Erasure, eraseUser } from '../../../lib/organizations/erase-user.ts';
import { findReferences } from '../../../lib/organizations/find-references.ts';
import { SoleAdminError } from '../../../lib/organizations/refusals.ts';
import { encodeMember, encodeOrganization, encodeProject } from '../../../lib/table/encode.ts';
import { UserMissingError } from '../../../lib/table/existing.ts';
import { getItem } from '../../../lib/table/get.ts';
import { memberKey, projectKey, userKey } from '../../../lib/table/keys.ts';
import { deleteItem } from '../../../lib/table/update.ts';
import { buildMember, buildOrganization, buildProject } from '../../support/build-records.ts';
import {
  ADMIN,
  dumpTable,
  ERASABLE,
  expectWholeAnswers,
  IDENTITY,
  ORGANIZATIONS,
  OTHER,
  USER,
} from '../../support/erasable-user.ts';
import { controlWrites } from '../../support/failing-writes.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const ERASED = '2026-06-01T12:00:00.000Z';
const { table, put } = await startMemoryTable();
const writes = controlWrites(table);

/** As many writes as an erasure without a fault makes. */
const WRITES = 13;
const PLACEHOLDER = 5;

beforeEach(async () => {
  writes.reset();
  await put(...ERASABLE);
});

const erase = async (isDryRun = false): Promise<Erasure> => {
  const erasure = createErasure();
  await eraseUser(table, USER, { now: NOW, isDryRun }, erasure);
  return erasure;
};
const removeAdded = () => Promise.all([20, 21].map((id) => deleteItem(table, memberKey(id, USER))));
const referencesLeft = async () => {
  const found = [];
  for await (const { kind, key } of findReferences(table, USER, undefined)) found.push({ kind, key });
  return found;
};
const expectErased = async () => {
  expect(await referencesLeft()).toEqual([]);
  const stored = JSON.stringify([...(await dumpTable(table)).values()]);
  // What others wrote stays
  expect(stored.match(/grace|Admiral/gi)).toEqual(['Grace']);
  await expectWholeAnswers(table, NOW);
};

test('a user is erased with memberships, work on projects and identities; others stay', async () => {
  const before = await dumpTable(table);
  const erasure = await erase();
  expect(writes.count).toBe(WRITES);
  expect([...erasure.organizationIds].toSorted()).toEqual([10, 11, 13, 14, 15]);
  expect(erasure.projects.toSorted((one, other) => one.projectId - other.projectId)).toEqual([
    { organizationId: 10, projectId: 100, isCollaborator: true, isOwner: true },
    ...[[10, 101] as const, [11, 110] as const, [12, 120] as const, [14, 140] as const].map(
      ([organizationId, projectId]) => ({ organizationId, projectId, isCollaborator: true, isOwner: false }),
    ),
  ]);
  expect(erasure.identities.toSorted((one, other) => (one.issuer < other.issuer ? -1 : 1))).toEqual([
    IDENTITY,
    { ...IDENTITY, issuer: 'https://old.example.com' },
  ]);
  expect([...erasure.withoutAdmin].toSorted()).toEqual([14, 15]);
  expect(erasure.mentions).toMatchObject([{ key: projectKey(10, 102), attributes: ['description'] }]);
  await expectErased();
  const after = await dumpTable(table);
  const untouched = [...before].filter(
    ([key]) => !/USER#0*1\/|MEMBER#0*1$|IDENTITY|PROJECT#0*1[0-4][01]$|PROJECT#0*120$/.test(key),
  );
  for (const [key, item] of untouched) expect(after.get(key)).toEqual(item);
  expect([...after.keys()].filter((key) => key.startsWith('IDENTITY'))).toHaveLength(1);
  const project = await getItem(table, projectKey(10, 101));
  expect(project).toMatchObject({
    collaborators: { L: [{ M: { userId: { N: String(OTHER) } } }] },
    ownerUserId: { N: String(ADMIN) },
  });
});

test('an organization that another operator has taken the user out of meanwhile is not listed as left', async () => {
  writes.before = async (number) => {
    if (number === 1) await deleteItem(table, memberKey(ORGANIZATIONS.overdue, USER));
  };
  const { organizationIds } = await erase();
  expect([...organizationIds].toSorted()).toEqual([10, 11, 13, 14]);
});

test('a project is listed as owned where the user does not collaborate on it', async () => {
  await put(encodeProject(buildProject({ organizationId: 10, id: 103, ownerUserId: USER })));
  const { projects } = await erase();
  const owned = { organizationId: 10, projectId: 103, isCollaborator: false, isOwner: true };
  expect(projects).toContainEqual(owned);
});

test('a placeholder without personal data stays, whose tokens are refused', async () => {
  await erase();
  expect(await getItem(table, userKey(USER))).toEqual({
    ...{ PK: { S: userKey(USER).PK }, SK: { S: 'USER' }, username: { S: 'erased-1' }, name: { S: 'Erased user' } },
    ...{ email: { S: 'erased-1@erased.invalid' }, created: { S: ERASED }, pending: { BOOL: false } },
    ...{
      staffInfo: { M: { isStaff: { BOOL: false }, hasSudoRights: { BOOL: false } } },
      mfaConfigured: { BOOL: false },
    },
    ...{ activated: { BOOL: false }, disabled: { BOOL: true }, tokensValidFrom: { S: ERASED }, erased: { S: ERASED } },
  });
});

describe('when the table goes away at', () => {
  const faults = Array.from({ length: WRITES }, (_, index) => index + 1).flatMap((write) => [
    { write, isMade: false },
    { write, isMade: true },
  ]);

  test.each(faults)('write $write (made: $isMade), answers are whole, and a second run ends it', async (fault) => {
    Object.assign(writes, { failFrom: fault.write, isMade: fault.isMade });
    await expect(erase()).rejects.toThrow('the table did not answer');
    await expectWholeAnswers(table, NOW);
    writes.reset();
    await erase();
    await expectErased();
  });
});

test('a third run finds nothing, keeps the date, and removes what others have added since', async () => {
  await erase();
  const before = await dumpTable(table);
  writes.reset();
  const again = createErasure();
  await eraseUser(table, USER, { now: NOW + 1000, isDryRun: false }, again);
  expect([again, writes.count]).toEqual([createErasure(), 0]);
  expect(await dumpTable(table)).toEqual(before);
  await put({ ...before.get(`${userKey(USER).PK}/USER`), lastSeen: { S: ERASED } });
  await put(encodeMember(buildMember({ organizationId: ORGANIZATIONS.outsider, userId: USER })));
  await expectWholeAnswers(table, NOW);
  expect([...(await erase()).organizationIds]).toEqual([ORGANIZATIONS.outsider]);
  expect(await dumpTable(table)).toEqual(before);
});

test('the search of the table keeps the pace, which can end it', async () => {
  const pace = { consumption: { units: 0 }, wait: () => Promise.reject(new Error('not now')) };
  await expect(eraseUser(table, USER, { now: NOW, isDryRun: true, pace }, createErasure())).rejects.toThrow('not now');
});

test('a dry run says the same, and writes nothing', async () => {
  const before = await dumpTable(table);
  const planned = await erase(true);
  expect([writes.count, await dumpTable(table)]).toEqual([0, before]);
  const done = await erase();
  expect({ ...planned, organizationIds: new Set([...planned.organizationIds].toSorted()) }).toEqual({
    ...done,
    organizationIds: new Set([...done.organizationIds].toSorted()),
  });
});

describe('the last admin of listed organizations', () => {
  afterEach(() => removeAdded());

  const put2 = () =>
    put(
      ...[20, 21].flatMap((id) => [
        encodeOrganization(buildOrganization({ id, name: `Solo ${id}` })),
        encodeMember(buildMember({ organizationId: id, userId: USER, role: 'admin' })),
      ]),
    );

  test.each([true, false])('is not erased, and nothing is changed (dry run: %s)', async (isDryRun) => {
    await put2();
    const before = await dumpTable(table);
    await expect(erase(isDryRun)).rejects.toThrow(
      new SoleAdminError(USER, [
        { id: 20, name: 'Solo 20' },
        { id: 21, name: 'Solo 21' },
      ]),
    );
    expect(await dumpTable(table)).toEqual(before);
  });

  test('who became it during the erasure stays one; everything else is removed', async () => {
    writes.before = async (write) => {
      if (write === PLACEHOLDER) await put2();
    };
    await expect(erase()).rejects.toThrow(SoleAdminError);
    writes.reset();
    expect((await referencesLeft()).map(({ key }) => key)).toEqual([memberKey(20, USER), memberKey(21, USER)]);
    await removeAdded();
    await expectErased();
  });
});

test.each(['erased', 'not there'])(
  'a user who is %s stays the last admin; everything else is removed',
  async (state) => {
    await erase();
    if (state === 'not there') await deleteItem(table, userKey(USER));
    await put(
      encodeOrganization(buildOrganization({ id: 20, name: 'Solo 20' })),
      encodeMember(buildMember({ organizationId: 20, userId: USER, role: 'admin' })),
      encodeMember(buildMember({ organizationId: ORGANIZATIONS.outsider, userId: USER })),
    );
    await expect(erase()).rejects.toThrow(new SoleAdminError(USER, [{ id: 20, name: 'Solo 20' }]));
    expect((await referencesLeft()).map(({ key }) => key)).toEqual([memberKey(20, USER)]);
    await removeAdded();
  },
);

test('of an id without a user, what refers to it is removed; there must be something', async () => {
  await deleteItem(table, userKey(USER));
  await erase();
  expect(await referencesLeft()).toEqual([]);
  expect(await getItem(table, userKey(USER))).toBeUndefined();
  await expect(erase()).rejects.toThrow(UserMissingError);
});
