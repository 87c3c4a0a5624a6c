import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { listOrganizations } from '../../functions/list-organizations/list-organizations.ts';
import { resolveUser } from '../../lib/auth/authenticate.ts';
import { nameOfPrincipal, type Principal } from '../../lib/auth/principal.ts';
import { createTableReads } from '../../lib/auth/table-reads.ts';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import { encodeIdentity, encodeRecords, encodeUser } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { organizationPartition } from '../../lib/table/keys.ts';
import { createReadAhead, type ReadAhead } from '../../lib/table/read-ahead.ts';
import { buildMember, buildUser, NOW } from '../support/build-records.ts';
import { createCountedTable } from '../support/counted-table.ts';
import { listAll } from '../support/list-all.ts';
import { createRandom, type Random } from '../support/random.ts';
import { seed } from '../support/soak.ts';
import { createTenantData } from '../support/tenant-data.ts';

/** Of no tenant. Only a wrong memory reads it, and gets no answer. */
const HANGING = { PK: 'USER#hanging', SK: 'USER' };
const IDENTITY = { issuer: 'https://login.example.com', claim: 'sub', value: 'ada' };

const linkTo = (userId: number) => encodeIdentity({ ...IDENTITY, userId, created: '2026-01-01T00:00:00Z' });
const user = (userId: number): Principal => ({ principalKind: 'user', userId });
const key = (organizationId: number): Principal => ({
  principalKind: 'apiKey',
  organizationId,
  keyId: 1,
  role: 'admin',
});

const createWorld = (random: Random) => {
  const { keys: _, ...records } = createTenantData(random);
  return createCountedTable([...encodeRecords(records)], HANGING.PK);
};

const membershipsOf = (userId: number, organizationIds: readonly number[]) => {
  const members = organizationIds.map((organizationId) => buildMember({ organizationId, userId }));
  return [...encodeRecords({ organizations: [], projects: [], members, users: [buildUser({ id: userId })] })];
};

/** @returns the text of the answer, or its error; and the read units that the log says */
const list = async (table: Table, principal: Principal, withProjects: boolean, readAhead?: ReadAhead) => {
  let units = 0;
  const telemetry = {
    info: (_: string, fields: object) => {
      units = Object(fields).readUnits;
    },
    error: () => undefined,
    count: () => undefined,
  };
  const collaborators = { table, telemetry, now: () => NOW, ...(readAhead === undefined ? {} : { readAhead }) };
  const body = await listOrganizations({ principal, withProjects }, collaborators, 'a request', () => 1e6).catch(
    String,
  );
  return { body: body instanceof Readable ? await text(body) : String(body), units };
};

describe('the same caller again is read for in one round trip, at the same cost:', () => {
  test.each([
    ['a key', key(1000), [1, 1]],
    ['a user', user(61), [1, 2, 1]],
  ])('%s', async (_, principal, roundTrips) => {
    const counted = createWorld(createRandom(1));
    counted.items = [...counted.items, ...membershipsOf(61, [1000])];
    const readAhead = createReadAhead();
    const first = await list(counted.table, principal, true, readAhead);
    const firstTrips = counted.roundTrips;
    counted.roundTrips = [];
    const again = await list(counted.table, principal, true, readAhead);
    expect(firstTrips).toEqual(roundTrips);
    expect(counted.roundTrips).toEqual([roundTrips.reduce((sum, count) => sum + count)]);
    expect(again).toEqual(first);
  });

  test('but not what was read for an answer that failed', async () => {
    const counted = createWorld(createRandom(1));
    const { items } = counted;
    const isOther = (item: Attributes) => item['PK']?.S !== organizationPartition(1001) || item['SK']?.S !== 'ORG';
    const broken = [...items.filter(isOther), { ...items.find((item) => !isOther(item)), name: { N: '1' } }];
    const readAhead = createReadAhead();
    for (const [stored, isWhole, trips] of [
      [broken, false, 1],
      [items, true, 1],
      [items, true, 4],
    ] as const) {
      counted.items = [...stored, ...membershipsOf(61, [1000, 1001])];
      counted.roundTrips = [];
      const { body } = await list(counted.table, user(61), true, readAhead);
      expect([body.endsWith('"success":true}'), counted.roundTrips[0]]).toEqual([isWhole, trips]);
    }
  });
});

/** Remembers for a caller what has nothing to do with them, or no longer has. */
const mislead = async (readAhead: ReadAhead, table: Table, caller: string, random: Random) => {
  const reading = new AbortController();
  const ahead = readAhead.start(table, caller, { signal: reading.signal });
  const other = random.chance(0.5) ? user(random.integer(1, 60)) : key(random.integer(1000, 1039));
  if (random.chance(0.7)) await listAll(ahead.table, other).catch(() => undefined);
  if (random.chance(0.5))
    await getItem(ahead.table, HANGING, { signal: AbortSignal.timeout(1) }).catch(() => undefined);
  ahead.remember();
  reading.abort();
};

/** Changes or removes an item, which may well break an answer. */
const change = (counted: { items: ReturnType<typeof createWorld>['items'] }, random: Random) => {
  const at = random.integer(0, counted.items.length - 1);
  const isRemoved = random.chance(0.5);
  counted.items = counted.items.flatMap((item, index) => {
    if (index !== at) return [item];
    return isRemoved ? [] : [{ ...item, ...(item['name'] === undefined ? {} : { name: { S: `new ${at}` } }) }];
  });
};

test('whatever is remembered, every answer is the same as without', async () => {
  const random = createRandom(seed);
  const counted = createWorld(random);
  const readAhead = createReadAhead();
  let outcomes = 0;
  for (let step = 0; step < 200; step++) {
    const principal = random.chance(0.6) ? user(random.integer(1, 60)) : key(random.integer(1000, 1039));
    const withProjects = random.chance(0.8);
    const caller = `${nameOfPrincipal(principal)} ${withProjects}`;
    if (random.chance(0.3)) await mislead(readAhead, counted.table, caller, random);
    if (random.chance(0.3)) change(counted, random);
    const expected = await list(counted.table, principal, withProjects);
    for (const time of ['first', 'again']) {
      const { body } = await list(counted.table, principal, withProjects, readAhead);
      expect(body, `${time} for ${caller} at step ${step}`).toBe(expected.body);
      expect(counted.hanging).toBe(0);
    }
    if (expected.body.endsWith('"success":true}')) outcomes += 1;
  }
  expect(outcomes).toBeGreaterThan(50);
});

test('the authorizer reads nothing ahead: each time the identity, and only then the account', async () => {
  const counted = createCountedTable([encodeUser(buildUser({ id: 1 })), linkTo(1)], HANGING.PK);
  const reads = createTableReads(counted.table);
  for (let time = 0; time < 2; time++) expect(await resolveUser({ identity: IDENTITY }, NOW / 1000, reads)).toBe(1);
  expect(counted.roundTrips).toEqual([1, 1, 1, 1]);
});
