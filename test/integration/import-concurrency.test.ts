import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod/mini';
import { organizationSchema } from '../../lib/contract/model.ts';
import { createLocalClient } from '../../lib/local/table.ts';
import { overwriteOrganization } from '../../lib/organizations/overwrite.ts';
import { createOrChangeItem } from '../../lib/table/change.ts';
import { encodeOrganization, encodeRecords } from '../../lib/table/encode.ts';
import { decodeOrganization, decodeUserProfile } from '../../lib/table/items.ts';
import { organizationKey, userKey } from '../../lib/table/keys.ts';
import { updateItem } from '../../lib/table/update.ts';
import { buildOrganization, NOW } from '../support/build-records.ts';
import { startEmptyTables } from '../support/empty-tables.ts';
import { adminView, answerOf, exportText, importText, linesOf } from '../support/export-text.ts';
import { generateShape } from '../support/generate-shape.ts';
import { parseAnswer, RECORDS, readItem, withUser } from '../support/import-records.ts';
import { listAll } from '../support/list-all.ts';
import { startTableProxy } from '../support/table-proxy.ts';

const SHAPE = generateShape({ organizations: 6, users: 4, projects: 5, collaborators: 3 });
const ORGANIZATIONS = adminView(SHAPE);

const resources = new AsyncDisposableStack();
let tables: Awaited<ReturnType<typeof startEmptyTables>>;
beforeAll(async () => {
  tables = await startEmptyTables(inject('assembly'), resources);
});
afterAll(() => resources.disposeAsync());

const [ORGANIZATION = {}] = adminView(RECORDS);

/** The organization of `RECORDS` with other fields. */
const _changed = (fields: object): string => answerOf([{ ...ORGANIZATION, ...fields }]);

describe('at the same time', () => {
  test('two imports of the same come to the same as one', async () => {
    const table = await tables.create();
    await Promise.all([importText(table, answerOf(ORGANIZATIONS)), importText(table, linesOf(ORGANIZATIONS))]);
    expect(parseAnswer(await exportText(table))).toEqual(ORGANIZATIONS);
  });

  test('two imports of different profiles leave the one that was seen last', async () => {
    const [older, newer] = [
      { lastSeen: '2025-01-01T00:00:00Z', name: 'Old' },
      { lastSeen: '2025-02-01T00:00:00Z', name: 'New' },
    ];
    for (let round = 0; round < 20; round++) {
      const table = await tables.create();
      await Promise.all([
        importText(table, answerOf([withUser(older)])),
        importText(table, answerOf([withUser(newer)])),
      ]);
      expect(decodeUserProfile(await readItem(table, userKey(2))).name).toBe('New');
    }
  });

  test('an import and a rename lose neither: a name that the import does not change is not written', async () => {
    const table = await tables.create(encodeRecords(RECORDS));
    const stored = await readItem(table, organizationKey(7));
    await updateItem(table, organizationKey(7), {
      set: { name: { S: 'Renamed' } },
      expected: { name: { S: 'Acme Sensors' } },
    });
    const wanted = encodeOrganization(buildOrganization({ logo: 'https://a.example/l.png' }));
    // The import has read before the rename, and writes after it
    await createOrChangeItem(table, wanted, {
      stored,
      decide: (current) => overwriteOrganization(current, { item: wanted }, 'admin'),
      isDryRun: false,
    });
    expect(decodeOrganization(await readItem(table, organizationKey(7)))).toMatchObject({
      name: 'Renamed',
      logo: 'https://a.example/l.png',
    });
  });

  test('an import and a deletion: what was deleted after it was read stays deleted', async () => {
    const table = await tables.create(encodeRecords(RECORDS));
    const stored = await readItem(table, organizationKey(7));
    await updateItem(table, organizationKey(7), {
      set: { deletedDate: { S: '2025-01-01T00:00:00Z' } },
      expected: { deletedDate: undefined },
    });
    const wanted = encodeOrganization(buildOrganization({ trialId: 3, trialExpiredDate: '2025-01-01T00:00:00Z' }));
    const outcome = await createOrChangeItem(table, wanted, {
      stored,
      decide: (current) => {
        const change = overwriteOrganization(current, { item: wanted }, 'admin');
        return change && { ...change, unchanged: ['deletedDate'] };
      },
      isDryRun: false,
    });
    expect(outcome).toBe('unchanged');
    expect((await readItem(table, organizationKey(7)))['GSI1SK']).toBeUndefined();
  });

  test('a list shows an organization that is being imported whole or not at all', async () => {
    const records = generateShape({ organizations: 1, users: 60, projects: 300, collaborators: 4 });
    const whole = adminView(records);
    const table = await tables.create();
    const admin = { principalKind: 'apiKey', keyId: 1, organizationId: 1, role: 'admin' } as const;
    let isDone = false;
    const importing = importText(table, answerOf(whole)).finally(() => {
      isDone = true;
    });
    const seen = new Set<number>();
    while (!isDone) {
      for (const principal of [admin, { principalKind: 'user', userId: 1 } as const]) {
        const organizations = await listAll(table, principal, { now: NOW });
        expect([[], whole]).toContainEqual(organizations);
        seen.add(organizations.length);
      }
    }
    await importing;
    expect(await listAll(table, admin, { now: NOW })).toEqual(whole);
    expect(seen).toContain(0);
  });

  test('a list while members and projects are added and pruned keeps to the contract', async () => {
    const large = generateShape({ organizations: 1, users: 40, projects: 200, collaborators: 4 });
    const small = { ...large, members: large.members.slice(0, 5), projects: large.projects.slice(0, 20) };
    const [wholeText, fewText] = [answerOf(adminView(large)), answerOf(adminView(small))];
    const table = await tables.create(encodeRecords({ ...small, users: small.users.slice(0, 40) }));
    let isDone = false;
    const importing = (async () => {
      await importText(table, wholeText, { prune: true });
      await importText(table, fewText, { prune: true });
    })().finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const organizations = await listAll(table, { principalKind: 'user', userId: 1 }, { now: NOW });
      expect(z.parse(z.array(organizationSchema), organizations)).toHaveLength(1);
    }
    await importing;
    expect(parseAnswer(await exportText(table))).toEqual(adminView(small));
  });

  test.each([1, 5, 30, 60])(
    'an import that fails after %i writes can be run again, and nothing half is listed',
    async (writes) => {
      const proxy = await startTableProxy();
      try {
        const table = await tables.create();
        proxy.upstream = tables.url;
        let count = 0;
        proxy.react = ({ operation }) =>
          operation === 'PutItem' && ++count > writes
            ? { status: 400, body: '{"__type":"AccessDeniedException"}' }
            : 'pass';
        await expect(
          importText({ ...table, client: createLocalClient(proxy.url) }, answerOf(ORGANIZATIONS)),
        ).rejects.toThrow('refused');
        const listed = await listAll(table, { principalKind: 'user', userId: 1 }, { now: NOW });
        for (const organization of listed) expect(ORGANIZATIONS).toContainEqual(organization);
        expect(listed.length).toBeLessThan(6);
        await importText(table, answerOf(ORGANIZATIONS));
        expect(parseAnswer(await exportText(table))).toEqual(ORGANIZATIONS);
      } finally {
        await proxy.close();
      }
    },
  );
});
