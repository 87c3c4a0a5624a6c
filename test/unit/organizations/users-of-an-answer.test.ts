import { describe, expect, test } from 'vitest';
import { renderUser } from '../../../lib/organizations/assemble.ts';
import { createUserLoader, renderedOf } from '../../../lib/organizations/load-users.ts';
import { encodeUser } from '../../../lib/table/encode.ts';
import { decodeUserProfile } from '../../../lib/table/items.ts';
import { buildUser } from '../../support/build-records.ts';
import { range } from '../../support/organizations-of-user.ts';
import { startOrganizationsReader } from '../../support/organizations-reader.ts';

const { proxy, table, put, keysOf, userKeys } = await startOrganizationsReader();

describe('the users of an answer', () => {
  const load = (directory: ReturnType<typeof createUserLoader>, ids: readonly number[]) => directory.load(new Set(ids));
  const directoryOf = (count: number) => {
    put({ organizations: [], members: [], projects: [], users: range(0, count).map((id) => buildUser({ id })) });
    return createUserLoader(table, {});
  };

  test('are read once each, and not at all when there are none', async () => {
    const directory = directoryOf(3);
    expect((await load(directory, [])).size).toBe(0);
    expect(proxy.requests).toEqual([]);
    expect([...(await load(directory, [0, 1])).keys()]).toEqual([0, 1]);
    expect([...(await load(directory, [1, 2])).keys()]).toEqual([1, 2]);
    expect(userKeys()).toEqual([0, 1, 2]);
  });

  test('are two thousand that are kept, and the first of more is read again', async () => {
    const answer = ({ input }: { input: Record<string, unknown> }) => {
      const table = keysOf(input).map((key) => encodeUser(buildUser({ id: Number(/\d+/.exec(key)) })));
      return { status: 200, body: JSON.stringify({ Responses: { table }, ConsumedCapacity: [{ CapacityUnits: 1 }] }) };
    };
    const directory = directoryOf(0);
    proxy.react = answer;
    for (let id = 0; id < 2_000; id += 100) await load(directory, range(id, 100));
    expect((await load(directory, range(0, 2_000))).size).toBe(2_000);
    proxy.requests.length = 0;
    await load(directory, [0, 1_999]);
    expect(userKeys()).toEqual([]);
    expect((await load(directory, [2_000])).size).toBe(1);
    await load(directory, range(1, 2_000));
    expect(userKeys()).toEqual([2_000]);
    await load(directory, [0]);
    expect(userKeys()).toEqual([2_000, 0]);
  });

  test('fail the answer when one is missing, by name', async () => {
    const missing = {
      key: 'USER#0000000000000007/USER',
      path: 'the item',
      message: /is broken: the item is not there$/,
    };
    await expect(load(directoryOf(3), [1, 7])).rejects.toMatchObject({
      ...missing,
      message: expect.stringMatching(missing.message),
    });
    expect(() => renderedOf(new Map(), 7)).toThrow(
      /^the item USER#0000000000000007\/USER is broken: the item is not there$/,
    );
  });

  test('are rendered once in each form', () => {
    const profile = buildUser({ permissions: ['a:b'], idps: ['google'] });
    const rendered = renderUser(1, decodeUserProfile(encodeUser(profile)));
    for (const form of ['whole', 'withoutBilling', 'public'] as const) expect(rendered(form)).toBe(rendered(form));
    expect(rendered('whole').toString()).toContain('permissions');
    expect(rendered('withoutBilling').toString()).not.toContain('permissions');
    expect(rendered('withoutBilling').toString()).toContain('idps');
    expect(rendered('public').toString()).not.toMatch(/permissions|idps/);
  });
});
