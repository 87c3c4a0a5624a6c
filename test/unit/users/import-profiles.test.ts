import { describe, expect, test } from 'vitest';
import { encodeUser, type UserRecord } from '../../../lib/table/encode.ts';
import { getItem } from '../../../lib/table/get.ts';
import { userKey } from '../../../lib/table/keys.ts';
import { ERASED_ATTRIBUTE } from '../../../lib/table/schema.ts';
import { createProfileImporter, createUsersReport } from '../../../lib/users/import-profiles.ts';
import { buildUser, daysFromNow } from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const { table, put } = await startMemoryTable();

let lastId = 0;
const nextId = () => ++lastId;
const stored = (id: number) => getItem(table, userKey(id));

/** An import of profiles that may see everything; each call of `write` is another input's. */
const startImport = (options: Partial<Parameters<typeof createProfileImporter>[1]> = {}) => {
  const report = createUsersReport();
  const conflicts: [number, string][] = [];
  const { write } = createProfileImporter(
    table,
    {
      ...{ isTableNew: false, overwriteAccounts: false, isDryRun: false, mayBeHidden: () => false },
      onConflict: (...conflict) => conflicts.push(conflict),
      ...options,
    },
    report,
  );
  const writeUser = ({ id, ...fields }: Partial<UserRecord> & { id: number }) => {
    const { id: _, ...profile } = buildUser({ id, ...fields });
    return write(new Map([[id, { profile, unknown: new Set<string>() }]]));
  };
  return { report, conflicts, write: writeUser, counts: () => report.users };
};

describe('a profile that is imported', () => {
  test('is created where there is none, and left alone where nothing differs', async () => {
    const id = nextId();
    const first = startImport();
    await first.write({ id, name: 'New' });
    expect(first.report).toEqual({ ...createUsersReport(), users: { created: 1, updated: 0, unchanged: 0 } });
    expect(await stored(id)).toEqual(encodeUser(buildUser({ id, name: 'New' })));
    const second = startImport();
    await second.write({ id, name: 'New' });
    expect(second.report).toEqual({ ...createUsersReport(), users: { created: 0, updated: 0, unchanged: 1 } });
    expect([...first.conflicts, ...second.conflicts]).toEqual([]);
  });

  test('changes what differs, and nothing else of the user', async () => {
    const id = nextId();
    await put({ ...encodeUser(buildUser({ id, name: 'Old', companyName: 'Acme' })), disabled: { BOOL: true } });
    const importing = startImport();
    await importing.write({ id, name: 'New' });
    expect(importing.counts()).toEqual({ created: 0, updated: 1, unchanged: 0 });
    expect(await stored(id)).toEqual({ ...encodeUser(buildUser({ id, name: 'New' })), disabled: { BOOL: true } });
  });

  test('leaves a newer one in the table, and says so', async () => {
    const id = nextId();
    await put(encodeUser(buildUser({ id, name: 'Newer', lastSeen: daysFromNow(-1) })));
    const importing = startImport();
    await importing.write({ id, name: 'Older', lastSeen: daysFromNow(-2) });
    expect(importing.counts()).toEqual({ created: 0, updated: 0, unchanged: 1 });
    expect(importing.conflicts).toEqual([[id, 'table']]);
    expect(await stored(id)).toMatchObject({ name: { S: 'Newer' } });
  });

  test('of a user who was erased is not written', async () => {
    const id = nextId();
    const { PK, SK } = userKey(id);
    const erased = { PK: { S: PK }, SK: { S: SK }, id: { N: String(id) }, [ERASED_ATTRIBUTE]: { S: daysFromNow(-1) } };
    await put(erased);
    const importing = startImport({ overwriteAccounts: true });
    await importing.write({ id });
    expect([...importing.report.erasedUsers]).toEqual([id]);
    expect(importing.counts()).toEqual({ created: 0, updated: 0, unchanged: 1 });
    expect(await stored(id)).toEqual(erased);
  });

  test('is not written after the import was ended', async () => {
    const id = nextId();
    const ended = AbortSignal.abort(new Error('ended'));
    await expect(startImport({ signal: ended }).write({ id })).rejects.toThrow('ended');
    expect(await stored(id)).toBeUndefined();
  });
});

describe('fields of an account that differ', () => {
  test('are kept unless that was asked for, and listed either way', async () => {
    const id = nextId();
    await put(encodeUser(buildUser({ id })));
    const careful = startImport();
    await careful.write({ id, email: 'other@example.com', activated: false });
    expect(await stored(id)).toEqual(encodeUser(buildUser({ id })));
    expect(careful.report).toMatchObject({
      keptAccounts: [{ userId: id, fields: ['activated', 'email'] }],
      changedAccounts: [],
    });
    const asked = startImport({ overwriteAccounts: true });
    await asked.write({ id, email: 'other@example.com' });
    expect(await stored(id)).toMatchObject({ email: { S: 'other@example.com' } });
    expect(asked.report).toMatchObject({ keptAccounts: [], changedAccounts: [{ userId: id, fields: ['email'] }] });
  });

  test('are not listed for a user whom this import has created', async () => {
    const id = nextId();
    const importing = startImport();
    await importing.write({ id, lastSeen: daysFromNow(-2) });
    await importing.write({ id, lastSeen: daysFromNow(-1), email: 'newer@example.com' });
    expect(await stored(id)).toMatchObject({ email: { S: 'newer@example.com' } });
    expect(importing.report).toMatchObject({ keptAccounts: [], changedAccounts: [] });
  });
});

describe.each([false, true])('of several profiles of one import (in a dry run: %s)', (isDryRun) => {
  test('the one that was seen last is kept, and the difference reported', async () => {
    const id = nextId();
    const importing = startImport({ isDryRun });
    await importing.write({ id, name: 'Middle', lastSeen: daysFromNow(-2) });
    await importing.write({ id, name: 'Newest', lastSeen: daysFromNow(-1), companyName: 'Acme' });
    await importing.write({ id, name: 'Oldest', lastSeen: daysFromNow(-3) });
    await importing.write({ id, name: 'As new', lastSeen: daysFromNow(-1), companyName: 'Acme' });
    await importing.write({ id, name: 'Newest', lastSeen: daysFromNow(-1), companyName: 'Acme' });
    expect(importing.counts()).toEqual({ created: 1, updated: 1, unchanged: 0 });
    expect(importing.conflicts).toEqual([
      [id, 'input'],
      [id, 'input'],
      [id, 'input'],
    ]);
    expect((await stored(id))?.['name']).toEqual(isDryRun ? undefined : { S: 'Newest' });
  });

  test('a field that a newer one has no more is removed', async () => {
    const id = nextId();
    const importing = startImport({ isDryRun });
    await importing.write({ id, companyName: 'Acme', lastSeen: daysFromNow(-2) });
    await importing.write({ id, lastSeen: daysFromNow(-1) });
    // Nothing is left to remove, also where that is only planned
    await importing.write({ id, lastSeen: daysFromNow(-1) });
    expect(importing.counts()).toEqual({ created: 1, updated: 1, unchanged: 0 });
    expect(importing.conflicts).toEqual([[id, 'input']]);
  });

  test('a stored user is not taken for one whom this import has created', async () => {
    const id = nextId();
    const before = encodeUser(buildUser({ id, lastSeen: daysFromNow(-3) }));
    await put(before);
    const importing = startImport({ isDryRun });
    await importing.write({ id, lastSeen: daysFromNow(-2), email: 'second@example.com' });
    await importing.write({ id, lastSeen: daysFromNow(-1), email: 'third@example.com' });
    expect(importing.report.keptAccounts).toEqual([
      { userId: id, fields: ['email'] },
      { userId: id, fields: ['email'] },
    ]);
    expect(await stored(id)).toMatchObject({ email: before['email'] });
  });
});

describe('into a table that was empty', () => {
  test('who is there was created by this import', async () => {
    const id = nextId();
    const importing = startImport({ isTableNew: true });
    await importing.write({ id, lastSeen: daysFromNow(-2) });
    await importing.write({ id, lastSeen: daysFromNow(-1), email: 'newer@example.com' });
    expect(importing.counts()).toEqual({ created: 1, updated: 1, unchanged: 0 });
    expect(importing.report).toMatchObject({ keptAccounts: [], changedAccounts: [] });
    expect(importing.conflicts).toEqual([[id, 'input']]);
    expect(await stored(id)).toMatchObject({ email: { S: 'newer@example.com' } });
  });

  test('of two that are equally new the first is kept', async () => {
    const id = nextId();
    const importing = startImport({ isTableNew: true });
    await importing.write({ id, name: 'First' });
    await importing.write({ id, name: 'Second' });
    expect(await stored(id)).toMatchObject({ name: { S: 'First' } });
    expect(importing.conflicts).toEqual([[id, 'input']]);
  });
});
