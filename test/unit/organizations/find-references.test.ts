import { expect, test } from 'vitest';
import { findReferences, ownerFieldsIn, positionsIn } from '../../../lib/organizations/find-references.ts';
import type { Attributes } from '../../../lib/table/decode.ts';
import { encodeProject } from '../../../lib/table/encode.ts';
import { buildProject } from '../../support/build-records.ts';
import { EMAIL, USER } from '../../support/erasable-user.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const referencesIn = async (items: readonly Attributes[], email: string | undefined) => {
  const { table, put } = await startMemoryTable();
  await put(...items);
  const found: string[] = [];
  for await (const reference of findReferences(table, USER, email))
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
