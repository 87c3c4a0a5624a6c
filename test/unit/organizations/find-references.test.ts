import { expect, test } from 'vitest';
import { createErasure, eraseUser } from '../../../lib/organizations/erase-user.ts';
import { findReferences, ownerFieldsIn, positionsIn } from '../../../lib/organizations/find-references.ts';
import { removeFromProject } from '../../../lib/organizations/remove-from-project.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeProject } from '../../../lib/table/encode.ts';
import { getItem } from '../../../lib/table/get.ts';
import { projectKey } from '../../../lib/table/keys.ts';
import { buildProject } from '../../support/build-records.ts';
import { EMAIL, USER } from '../../support/erasable-user.ts';
import { controlWrites } from '../../support/failing-writes.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const { table, put } = await startMemoryTable();
const writes = controlWrites(table);
const AVATAR = 'https://example.com/grace.png';

const referencesIn = async (items: readonly Attributes[], email: string | undefined) => {
  const { table: own, put: putOwn } = await startMemoryTable();
  await putOwn(...items);
  const found: string[] = [];
  for await (const reference of findReferences(own, USER, email))
    found.push(`${reference.kind} ${reference.kind === 'mention' ? reference.attributes : reference.key.SK.slice(-3)}`);
  return found.toSorted();
};

test('a project is about its owner, whether they work on it or not, and whatever else it holds', async () => {
  const other = [{ userId: 2, isOwner: false }];
  const owned = encodeProject(buildProject({ id: 101, ownerUserId: USER, collaborators: other }));
  const { collaborators: _, ...withoutTeam } = encodeProject(buildProject({ id: 102, developerProfileUserId: USER }));
  const broken = { ...encodeProject(buildProject({ id: 103 })), collaborators: { L: [{ S: 'x' }, { M: {} }] } };
  const another = encodeProject(buildProject({ id: 104, ownerUserId: 2, collaborators: other }));
  expect(await referencesIn([owned, withoutTeam, broken, another], undefined)).toEqual(['project 101', 'project 102']);
  expect([ownerFieldsIn(owned, USER), ownerFieldsIn(withoutTeam, USER), ownerFieldsIn(another, USER)]).toEqual([
    ['ownerUserId'],
    ['developerProfileUserId'],
    [],
  ]);
  expect([positionsIn(owned, USER), positionsIn(withoutTeam, USER)]).toEqual([[], []]);
});

test('an address is found in every attribute, whatever its case; without one nothing is a mention', async () => {
  const project = encodeProject(buildProject({ description: 'undefined', name: `Of ${EMAIL.toUpperCase()}` }));
  const foreign = { PK: { S: `MAIL#${EMAIL}` }, SK: { S: 'MAIL' }, state: { S: 'sent' } };
  expect(await referencesIn([project, foreign], EMAIL)).toEqual(['mention PK', 'mention name']);
  expect(await referencesIn([project, foreign], undefined)).toEqual([]);
});

test('of a project that is gone, or has the user no more, nothing is written', async () => {
  const project = encodeProject(buildProject({ organizationId: 1, id: 1, collaborators: [] }));
  await put(project);
  writes.reset();
  await removeFromProject(table, projectKey(1, 1), USER);
  await removeFromProject(table, projectKey(1, 2), USER);
  expect([writes.count, await getItem(table, projectKey(1, 2))]).toEqual([0, undefined]);
});

test('who only owns a project is erased from it', async () => {
  await put(
    encodeProject(
      buildProject({ organizationId: 1, id: 3, collaborators: [], ownerUserId: USER, ownerAvatar: AVATAR }),
    ),
  );
  const erasure = createErasure();
  await eraseUser(table, USER, { now: NOW, isDryRun: false }, erasure);
  expect(erasure.projects).toEqual([{ organizationId: 1, projectId: 3, isCollaborator: false, isOwner: true }]);
  expect(await getItem(table, projectKey(1, 3))).toEqual(
    encodeProject(buildProject({ organizationId: 1, id: 3, collaborators: [] })),
  );
});
