import { expect, test } from 'vitest';
import { removeFromProject } from '../../../lib/organizations/remove-from-project.ts';
import { encodeProject } from '../../../lib/table/encode.ts';
import { getItem } from '../../../lib/table/get.ts';
import { projectKey } from '../../../lib/table/keys.ts';
import { buildProject } from '../../support/build-records.ts';
import { USER } from '../../support/erasable-user.ts';
import { controlWrites } from '../../support/failing-writes.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const { table, put } = await startMemoryTable();
const writes = controlWrites(table);
const encode = (fields: object) =>
  encodeProject(buildProject({ organizationId: 1, id: 1, collaborators: [], ...fields }));
const remove = (projectId: number) => removeFromProject(table, projectKey(1, projectId), USER);

test('an owner who does not collaborate is removed, with the avatar', async () => {
  await put(encode({ ownerUserId: USER, ownerAvatar: 'https://example.com/grace.png' }));
  await remove(1);
  expect(await getItem(table, projectKey(1, 1))).toEqual(encode({}));
});

test('nothing is written to a project that is gone or no longer has the user', async () => {
  await put(encode({}));
  writes.reset();
  await remove(1);
  await remove(2);
  expect([writes.count, await getItem(table, projectKey(1, 2))]).toEqual([0, undefined]);
});
