import { beforeAll, expect, test } from 'vitest';
import { createTableReads } from '../../../lib/auth/table-reads.ts';
import { encodeApiKey, encodeIdentity, encodeUser } from '../../../lib/table/encode.ts';
import { buildApiKey, buildUser } from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const IDENTITY = { issuer: 'https://login.example.com', claim: 'sub', value: 'ada' };
const { hash, ...apiKey } = buildApiKey();

let reads: ReturnType<typeof createTableReads>;
beforeAll(async () => {
  const { table, put } = await startMemoryTable();
  await put(
    encodeUser(buildUser({ id: 7, activated: true })),
    encodeIdentity({ ...IDENTITY, userId: 7, created: '2026-01-01T00:00:00Z' }),
    encodeApiKey({ hash, ...apiKey }),
  );
  reads = createTableReads(table);
});

test('each read finds its item, and nothing else', async () => {
  expect(await reads.readApiKey(hash)).toEqual(apiKey);
  expect(await reads.readApiKey('x')).toBeUndefined();
  expect(await reads.readUserAccount(7)).toEqual({ activated: true });
  expect(await reads.readUserAccount(8)).toBeUndefined();
  expect(await reads.readLinkedUser(IDENTITY)).toBe(7);
  for (const part of ['issuer', 'claim', 'value'])
    expect(await reads.readLinkedUser({ ...IDENTITY, [part]: 'x' })).toBeUndefined();
});
