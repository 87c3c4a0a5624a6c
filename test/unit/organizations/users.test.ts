import { expect, test } from 'vitest';
import { createUserLoader } from '../../../lib/organizations/load-users.ts';
import { encodeUser } from '../../../lib/table/encode.ts';
import { buildUser } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

const USERS = [encodeUser(buildUser({ id: 1 })), encodeUser(buildUser({ id: 2 }))];

const { proxy, table } = await startProxiedTable(30);

const isConsistent = (input: Record<string, unknown>): boolean => Object(input['RequestItems']).table.ConsistentRead;

test('a user who was written a moment ago is found, though not every copy of the table has them yet', async () => {
  proxy.react = (request) => answerFrom(isConsistent(request.input) ? USERS : USERS.slice(0, 1))(request);
  const users = await createUserLoader(table, {}).load(new Set([1, 2]));
  expect([...users.keys()]).toEqual([1, 2]);
  expect(
    proxy.requests.map(({ input }) => [isConsistent(input), Object(input['RequestItems']).table.Keys.length]),
  ).toEqual([
    [false, 2],
    [true, 1],
  ]);
});

test('users who are all there are read once', async () => {
  proxy.react = answerFrom(USERS);
  const directory = createUserLoader(table, {});
  await directory.load(new Set([1, 2]));
  await directory.load(new Set([2]));
  expect(proxy.requests).toHaveLength(1);
});

test('a user of whom no copy knows breaks the answer', async () => {
  proxy.react = answerFrom(USERS);
  await expect(createUserLoader(table, {}).load(new Set([1, 3]))).rejects.toThrow('USER#0000000000000003/USER');
});

test('users whom a concurrent call drops from the cache are neither missing nor read again', async () => {
  const range = (first: number, count: number) => new Set(Array.from({ length: count }, (_, index) => first + index));
  const release = Promise.withResolvers<void>();
  const read: number[] = [];
  const send = async (command: unknown) => {
    const ids: number[] = Object(command).input.RequestItems.table.Keys.map(({ PK }: { PK: { S: string } }) =>
      Number(PK.S.slice(-16)),
    );
    read.push(...ids);
    if (ids.includes(9_000)) await release.promise;
    return { Responses: { table: ids.map((id) => encodeUser(buildUser({ id }))) }, ConsumedCapacity: [] };
  };
  const directory = createUserLoader({ ...table, client: Object.create(table.client, { send: { value: send } }) }, {});
  await directory.load(range(1, 2_000));
  const waiting = directory.load(new Set([1, 9_000]));
  await directory.load(range(2_001, 1_000));
  release.resolve();
  expect([...(await waiting).keys()]).toEqual([1, 9_000]);
  expect(read.filter((id) => id === 1)).toHaveLength(1);
});
