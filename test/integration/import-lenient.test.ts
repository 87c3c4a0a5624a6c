import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { encodeRecords } from '../../lib/table/encode.ts';
import { buildUser } from '../support/build-records.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { answerOf, exportText, importText } from '../support/export-text.ts';
import { recordsOf, viewOf } from '../support/small-organization.ts';

const resources = new AsyncDisposableStack();
let tables: Awaited<ReturnType<typeof startEmptyTables>>;
beforeAll(async () => {
  tables = await startEmptyTables(inject('assembly'), resources);
});
afterAll(() => resources.disposeAsync());

test('without what is optional and cannot be read, on request, and each is reported', async () => {
  const users = JSON.stringify(viewOf(2)).replace(
    '"email":"user2@example.com"',
    '"email":"user2@example.com","photo":"","lastSeen":"2999-01-01T00:00:00Z"',
  );
  const broken = users.replace('"isOwner":true', '"isOwner":true,"tier":"gold"');
  expect((await importText(await tables.create(), `${broken}\n`)).rejected).toHaveLength(1);
  const stored = recordsOf(2);
  const photo = 'https://a.example/p.png';
  const table = await tables.create(
    encodeRecords({
      ...stored,
      users: [buildUser({ id: 1 }), buildUser({ id: 2, photo, lastSeen: '2025-01-01T00:00:00Z' })],
    }),
  );
  const before = await exportText(table);
  const { rejected, dropped, report } = await importText(table, `${broken}\n`, { isLenient: true });
  expect([rejected, report.dropped]).toEqual([[], dropped.length]);
  expect(dropped).toEqual(
    expect.arrayContaining([
      'users[1].photo: expected an http or https URL, found an empty text; users[1].photo is left out',
      'users[1].lastSeen: expected a time that has passed, found a time in the future; users[1].lastSeen is left out',
      expect.stringContaining('projects[0].collaborators[0].tier: expected one of free, community-plus'),
    ]),
  );
  expect(await exportText(table)).toBe(before);
  const undeletable = JSON.stringify({ ...viewOf(3), deletedDate: 'once' });
  expect((await importText(table, answerOf([JSON.parse(undeletable)]), { isLenient: true })).rejected).toHaveLength(1);
});
