import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { encodeRecords } from '../../lib/table/encode.ts';
import { decodeUserProfile } from '../../lib/table/items.ts';
import { userKey } from '../../lib/table/keys.ts';
import { buildUser } from '../support/build-records.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { answerOf, importText } from '../support/export-text.ts';
import { RECORDS, readItem, withUser } from '../support/import-records.ts';

const resources = new AsyncDisposableStack();
let tables: Awaited<ReturnType<typeof startEmptyTables>>;
beforeAll(async () => {
  tables = await startEmptyTables(inject('assembly'), resources);
});
afterAll(() => resources.disposeAsync());

describe('of a user’s different profiles', () => {
  const at = (day: number) => `2025-01-0${day}T00:00:00.000Z`;
  const inOrganization = (id: number, user: object) => ({ ...withUser(user), id, projects: [] });

  test.each([
    [
      'the one that was seen last',
      [
        { name: 'Old', lastSeen: at(1) },
        { name: 'New', lastSeen: at(3) },
        { name: 'Mid', lastSeen: at(2) },
      ],
      'New',
    ],
    ['one that was ever seen', [{ name: 'Never' }, { name: 'Seen', lastSeen: at(1) }], 'Seen'],
    [
      'of two seen at the same time the first',
      [
        { name: 'First', lastSeen: at(1) },
        { name: 'Second', lastSeen: at(1) },
      ],
      'First',
    ],
    ['of two never seen the first', [{ name: 'First' }, { name: 'Second' }], 'First'],
  ])('%s is taken, the others are reported, and a second run changes nothing', async (_, users, winner) => {
    const text = answerOf(users.map((user, index) => inOrganization(index + 1, user)));
    const table = await tables.create();
    const { notes } = await importText(table, text);
    expect(notes.list()).toEqual([
      {
        what: expect.stringContaining('different profiles of one user'),
        count: users.length - 1,
        examples: ['user 2'],
      },
    ]);
    expect(decodeUserProfile(await readItem(table, userKey(2))).name).toBe(winner);
    expect((await importText(table, text)).report.users).toMatchObject({ created: 0, updated: 0 });
    expect((await importText(table, text, { isDryRun: true })).report.users).toMatchObject({ created: 0, updated: 0 });
  });

  test('within one organization the same holds', async () => {
    const organization = structuredClone(withUser({ lastSeen: at(1) }));
    Object.assign(Reflect.get(organization, 'projects')[0].collaborators[0], { name: 'Newer', lastSeen: at(2) });
    const table = await tables.create();
    const { notes } = await importText(table, answerOf([organization]));
    expect(notes.list()[0]?.examples).toEqual(['user 2']);
    expect(decodeUserProfile(await readItem(table, userKey(2))).name).toBe('Newer');
  });

  test('the input’s is taken before the table’s, unless the table has seen them later', async () => {
    const table = await tables.create(
      encodeRecords({ ...RECORDS, users: [buildUser({ id: 1 }), buildUser({ id: 2, lastSeen: at(2) })] }),
    );
    await importText(table, answerOf([withUser({ lastSeen: at(2), name: 'Mended' })]));
    expect(decodeUserProfile(await readItem(table, userKey(2))).name).toBe('Mended');
    const { notes } = await importText(table, answerOf([withUser({ lastSeen: at(1), name: 'Stale' })]));
    expect(notes.list()[0]?.what).toContain('profile in the table is newer');
    expect(decodeUserProfile(await readItem(table, userKey(2))).name).toBe('Mended');
  });

  test('private fields are gathered from wherever they are shown', async () => {
    const shown = { lastSeen: at(1), stripeCustomerId: 'cus_1' };
    const texts = [answerOf([inOrganization(1, shown)]), answerOf([inOrganization(2, { lastSeen: at(1) })])];
    for (const order of [texts, texts.toReversed()]) {
      const table = await tables.create();
      const { notes } = await importText(table, order);
      expect(notes.list()).toEqual([]);
      expect(decodeUserProfile(await readItem(table, userKey(2))).stripeCustomerId).toBe('cus_1');
    }
  });
});
