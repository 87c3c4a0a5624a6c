import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Principal } from '../../../lib/auth/principal.ts';
import { readOrganizations } from '../../../lib/organizations/read-organizations.ts';
import { createCandidates } from '../../../lib/organizations/screen-candidates.ts';
import { encodeRecords } from '../../../lib/table/encode.ts';
import { TableUnavailableError } from '../../../lib/table/errors.ts';
import {
  buildMember,
  buildOrganization,
  buildProject,
  buildUser,
  daysFromNow,
  NOW,
} from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { listAll } from '../../support/list-all.ts';
import { range } from '../../support/organizations-of-user.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

const user: Principal = { principalKind: 'user', userId: 1 };
const DELETED = { deletedDate: daysFromNow(-1) };
const OVERDUE = { trialExpiredDate: daysFromNow(-31) };

const { proxy, table } = await startProxiedTable(30);

/** Organizations of one user, some of them hidden, each with the projects. */
const put = (
  ids: readonly number[],
  hidden: (id: number) => object | undefined,
  descriptions: readonly string[] = [],
) => {
  const records = {
    organizations: ids.map((id) => buildOrganization({ id, ...hidden(id) })),
    members: ids.map((organizationId) => buildMember({ organizationId, userId: 1 })),
    projects: ids.flatMap((organizationId) =>
      descriptions.map((description, id) => buildProject({ organizationId, id, description })),
    ),
    users: [buildUser({ id: 1 })],
  };
  proxy.react = answerFrom([...encodeRecords(records)]);
};

const listedIds = async () => (await listAll(table, user, { now: NOW })).map(({ id }) => id);

const keysOf = (input: Record<string, unknown>): string[] =>
  Object(Object(input['RequestItems'])['table']).Keys.map(
    ({ PK, SK }: Record<string, { S: string }>) => `${PK?.S}/${SK?.S}`,
  );
const batches = () =>
  proxy.requests.filter(({ operation }) => operation === 'BatchGetItem').map(({ input }) => keysOf(input));
/** The organizations whose own items were read by their keys, a list for each request. */
const screened = () =>
  batches()
    .filter(([key = '']) => key.endsWith('/ORG'))
    .map((keys) => keys.map((key) => Number(/\d+/.exec(key))));
const partitions = () =>
  proxy.requests
    .filter(({ operation, input }) => operation === 'Query' && input['IndexName'] === undefined)
    .map(({ input }) => Number(/\d+/.exec(Object(input['ExpressionAttributeValues'])[':organization'].S)));

describe('F59 hidden organizations', () => {
  test('of which there are 1,500 before one that is listed cost their own items’ reads, and one partition', async () => {
    put(range(1, 1_501), (id) => (id === 1_501 ? undefined : id % 2 === 0 ? DELETED : OVERDUE));
    expect(await listedIds()).toEqual([1_501]);
    expect(partitions()).toEqual([1, 1_501]);
    // Requests that are under way together arrive in any order.
    expect(
      screened()
        .flat()
        .toSorted((a, b) => a - b),
    ).toEqual(range(2, 1_500));
    expect(screened().map((keys) => keys.length)).toEqual(Array.from({ length: 15 }, () => 100));
    // The index, 2 partitions, 2 memberships, 15 times 100 items, the user
    expect(proxy.requests).toHaveLength(1 + 2 + 2 + 15 + 1);
  });

  test('are screened by what decides alone, and as consistently as the rest is read', async () => {
    put(range(1, 3), (id) => (id === 1 ? DELETED : undefined));
    expect(await listedIds()).toEqual([2, 3]);
    const request = proxy.requests.find(({ input }) => JSON.stringify(input).includes('"ORG"'));
    expect(Object(request?.input['RequestItems'])['table']).toMatchObject({
      ConsistentRead: false,
      ProjectionExpression: 'PK,trialExpiredDate,trialUpgradedDate,deletedDate',
    });
  });

  test('of a megabyte each have no further partition read, however many there are', async () => {
    put(
      range(1, 41),
      (id) => (id === 41 ? undefined : OVERDUE),
      ['a', 'b', 'c'].map((text) => text.repeat(350_000)),
    );
    expect(await listedIds()).toEqual([41]);
    expect(partitions()).toEqual([1, 41]);
  });

  test('after listed ones lose the window in flight at the most', async () => {
    put(range(1, 600), (id) => (id > 5 && id < 600 ? DELETED : undefined));
    expect(await listedIds()).toEqual([1, 2, 3, 4, 5, 600]);
    expect(partitions().toSorted((a, b) => a - b)).toEqual([...range(1, 17), 600]);
  });

  test('between listed ones are left out, in order, and each listed one is read once', async () => {
    put(range(1, 450), (id) => (id % 3 === 0 ? OVERDUE : undefined));
    const listed = range(1, 450).filter((id) => id % 3 !== 0);
    expect(await listedIds()).toEqual(listed);
    expect(new Set(screened().flat()).size).toBe(screened().flat().length);
    expect(
      partitions()
        .filter((id) => id > 17)
        .toSorted((a, b) => a - b),
    ).toEqual(listed.filter((id) => id > 17));
  });

  test('that there are none of cost nothing', async () => {
    put(range(1, 300), () => undefined);
    expect(await listedIds()).toEqual(range(1, 300));
    expect(screened()).toEqual([]);
  });

  test('are nowhere in the list when there are no others', async () => {
    put(range(1, 250), () => DELETED);
    expect(await listedIds()).toEqual([]);
    expect(partitions()).toEqual([1]);
  });

  test('fail the list before its first organization when they cannot be screened', async () => {
    put(range(1, 200), (id) => (id < 200 ? DELETED : undefined));
    const truth = proxy.react;
    proxy.react = (request, count) =>
      JSON.stringify(request.input).includes('"ORG"') ? { status: 200, body: '' } : truth(request, count);
    const list = readOrganizations(
      table,
      { principal: user, withProjects: true, now: NOW },
      { organizations: 0, projects: 0 },
    );
    await expect(list.next()).rejects.toBeInstanceOf(TableUnavailableError);
  });
});

describe('the candidates', () => {
  test('that are shown are all taken, once and in order, whenever screening starts', async () => {
    const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    const hidden = fc.uniqueArray(fc.nat({ max: 2_000 }), { maxLength: 2_000 }).map((ids) => new Set(ids));
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 2_000 }),
        hidden,
        counts,
        fc.nat({ max: 60 }),
        async (length, gone, sizes, start) => {
          const ids = range(0, length);
          const candidates = createCandidates([ids].values(), async (some) => some.filter((id) => !gone.has(id)));
          const unscreened: number[] = [];
          const taken: number[] = [];
          for (let turn = 0; ; turn++) {
            if (turn === start) candidates.startScreening();
            const count = sizes[turn % sizes.length] ?? 1;
            const next = await candidates.take(count);
            if (next.length === 0) break;
            expect(next.length).toBeLessThanOrEqual(count);
            (turn < start ? unscreened : taken).push(...next);
          }
          expect([...unscreened, ...taken]).toEqual(ids.filter((id) => id < unscreened.length || !gone.has(id)));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('have their next page read while the ids of the one before are taken, and its failure told when it is wanted', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    let pages = 0;
    const next = async () => {
      pages += 1;
      if (pages === 2) throw new Error('no page');
      return { done: false as const, value: [1, 2, 3] };
    };
    const candidates = createCandidates({ next }, async (ids) => ids);
    expect([pages, await candidates.take(1), pages]).toEqual([0, [1], 1]);
    expect([await candidates.take(1), pages]).toEqual([[2], 2]);
    await setImmediate();
    expect(unhandled).not.toHaveBeenCalled();
    expect(await candidates.take(9)).toEqual([3]);
    await expect(candidates.take(1)).rejects.toThrow('no page');
  });

  test('are screened 1,600 at a time, and only when there are no more that are shown', async () => {
    const sizes: number[] = [];
    const shown = new Set([3_000, 9_000]);
    const candidates = createCandidates([range(0, 9_001)].values(), async (ids) => {
      sizes.push(ids.length);
      return ids.filter((id) => shown.has(id));
    });
    candidates.startScreening();
    expect(await candidates.take(16)).toEqual([3_000]);
    expect(sizes).toEqual([1_600, 1_600]);
    expect(await candidates.take(16)).toEqual([9_000]);
    expect(sizes.slice(2)).toEqual([1_600, 1_600, 1_600, 1_001]);
    expect(await candidates.take(16)).toEqual([]);
  });
});
