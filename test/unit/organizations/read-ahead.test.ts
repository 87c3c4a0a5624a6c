import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readOrganizations } from '../../../lib/organizations/read-organizations.ts';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser, NOW } from '../../support/build-records.ts';
import { answerFrom } from '../../support/fixed-table.ts';
import { startProxiedTable } from '../../support/proxied-table.ts';

const { proxy, table } = await startProxiedTable(30);

const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** A user of so many organizations, each with so many projects. */
const fillTable = (organizations: number, projects: number) => {
  proxy.react = answerFrom([
    encodeUser(buildUser({ id: 1 })),
    ...range(organizations).flatMap((id) => [
      encodeOrganization(buildOrganization({ id })),
      encodeMember(buildMember({ organizationId: id, userId: 1 })),
      ...range(projects).map((project) => encodeProject(buildProject({ organizationId: id, id: project }))),
    ]),
  ]);
};

const openList = (signal?: AbortSignal) =>
  readOrganizations(
    table,
    {
      principal: { principalKind: 'user', userId: 1 },
      withProjects: true,
      now: NOW,
      ...(signal === undefined ? {} : { signal }),
    },
    { organizations: 0, projects: 0 },
  );

const partitionsRead = () =>
  proxy.requests.filter(({ operation, input }) => operation === 'Query' && !input['IndexName']);

/** Waits until the table has not been asked for anything new while the event loop went round a few hundred times. */
const settle = async () => {
  for (let seen = -1, quiet = 0; quiet < 300; quiet++) {
    if (proxy.requests.length !== seen) quiet = 0;
    seen = proxy.requests.length;
    await setImmediate();
  }
};

test('a reader that takes the first organization only has one read for it, and none ahead', async () => {
  fillTable(40, 1);
  await openList().next();
  await settle();
  expect(partitionsRead()).toHaveLength(1);
});

test('a reader that stops has at most two windows read for it, of 16 and of 32', async () => {
  fillTable(60, 1);
  const list = openList();
  await list.next();
  await list.next();
  await settle();
  expect(partitionsRead()).toHaveLength(1 + 16 + 32);
});

test('of large organizations fewer are read ahead, and all are listed in order', async () => {
  fillTable(9, 150);
  const list = openList();
  await list.next();
  await list.next();
  await settle();
  expect(partitionsRead()).toHaveLength(1 + 2 + 2);
  let rest = 0;
  for await (const _ of list) rest += 1;
  expect(rest).toBe(7);
  expect(partitionsRead().map(({ input }) => JSON.stringify(input).match(/ORG#0+(\d+)/)?.[1])).toEqual(
    expect.arrayContaining(range(9).map(String)),
  );
});

test('a reader that goes away ends the reads that are under way, and starts no more', async () => {
  fillTable(60, 1);
  const controller = new AbortController();
  const list = openList(controller.signal);
  await list.next();
  const pending = list.next();
  controller.abort(new Error('gone'));
  await expect(pending).rejects.toThrow('gone');
  await settle();
  const before = proxy.requests.length;
  await settle();
  expect(proxy.requests).toHaveLength(before);
  expect(partitionsRead().length).toBeLessThanOrEqual(1 + 16);
});
