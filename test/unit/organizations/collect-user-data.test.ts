import { expect, test } from 'vitest';
import { collectUserData } from '../../../lib/organizations/collect-user-data.ts';
import { encodeMember, encodeProject, encodeUser } from '../../../lib/table/encode.ts';
import { UserMissingError } from '../../../lib/table/existing.ts';
import { buildMember, buildProject, buildUser } from '../../support/build-records.ts';
import { EMAIL, ERASABLE, IDENTITY, OTHER, USER } from '../../support/erasable-user.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const { table, put } = await startMemoryTable();
await put(...ERASABLE);

test('everything that is stored about a user is collected, also of deleted organizations', async () => {
  const { user, identities, memberships, projects, mentions } = await collectUserData(table, USER);
  expect(user).toMatchObject({ username: 'grace', email: EMAIL, jobTitle: 'Admiral', activated: true });
  expect(identities).toHaveLength(2);
  expect(identities).toContainEqual({ ...IDENTITY, userId: USER, created: '2026-01-01T00:00:00Z' });
  expect(identities).toContainEqual({
    ...{ ...IDENTITY, issuer: 'https://old.example.com' },
    ...{ userId: USER, created: '2026-01-01T00:00:00Z' },
  });
  expect(memberships.map(({ organization }) => organization)).toEqual([
    ...[10, 11, 13].map((id) => ({ id, name: `Acme ${id}` })),
    { id: 14, name: 'Acme Sensors', deletedDate: '2026-05-01T00:00:00Z' },
    { id: 15, name: 'Acme Sensors' },
  ]);
  expect(memberships).toContainEqual({
    organization: { id: 10, name: 'Acme 10' },
    ...{ added: '2023-02-03T04:05:06.789Z', role: 'admin', projectCount: 0, datasets: [] },
  });
  expect(memberships).toContainEqual(
    expect.objectContaining({ organization: { id: 14, name: 'Acme Sensors', deletedDate: '2026-05-01T00:00:00Z' } }),
  );
  expect(projects.map(({ id }) => id)).toEqual([100, 101, 110, 120, 140]);
  expect(projects.find(({ id }) => id === 120)).toMatchObject({ organization: { id: 12, name: 'Acme 12' } });
  expect(projects.find(({ id }) => id === 100)).toEqual({
    ...{ organization: { id: 10, name: 'Acme 10' }, id: 100, name: 'Door knock detector' },
    collaborations: [{ userId: USER, isOwner: true }],
    ...{ ownerUserId: USER, ownerAvatar: 'https://example.com/grace.png', developerProfileUserId: USER },
  });
  expect(mentions).toEqual([
    { key: `ORG#${'10'.padStart(16, '0')}/PROJECT#${'102'.padStart(16, '0')}`, attributes: ['description'] },
  ]);
});

test('what refers to an id without a user is collected, also from organizations that are not there', async () => {
  const { name: _, ...project } = encodeProject(buildProject({ organizationId: 90, id: 1, ownerUserId: 55 }));
  await put(encodeMember(buildMember({ organizationId: 90, userId: 55 })), project);
  const organization = { id: 90, name: null };
  expect(await collectUserData(table, 55)).toMatchObject({
    ...{ id: 55, user: null, identities: [], memberships: [{ organization, role: 'member' }], mentions: [] },
    projects: [{ organization, id: 1, name: '', ownerUserId: 55 }],
  });
  const [owned] = (await collectUserData(table, 55)).projects;
  expect(owned).not.toHaveProperty('collaborations');
});

test('nothing of anybody else is in it', async () => {
  const text = JSON.stringify(await collectUserData(table, OTHER));
  expect(text).not.toMatch(/grace|user2/i);
  expect(JSON.parse(text)).toMatchObject({ memberships: [{ organization: { id: 10 }, role: 'guest' }] });
});

test('what no schema names is in it, to the last digit, and a broken item is, too', async () => {
  const { username: _, ...broken } = encodeUser(buildUser({ id: 8 }));
  await put({ ...broken, disabled: { BOOL: true }, crmScore: { N: '1234567890.12345678901234567' } });
  const { user } = await collectUserData(table, 8);
  expect(JSON.stringify(user)).toContain('"crmScore":1234567890.12345678901234567');
  expect(user).toMatchObject({ disabled: true });
});

test('the search of the table keeps the pace and adds its cost to it', async () => {
  const waitedAt: number[] = [];
  const consumption = { units: 0 };
  await collectUserData(table, USER, {
    pace: { consumption, wait: async () => void waitedAt.push(consumption.units) },
  });
  expect(waitedAt).toEqual([0, consumption.units]);
  expect(consumption.units).toBeGreaterThan(0);
});

test('of an id to which nothing refers there is none', async () => {
  await expect(collectUserData(table, 999)).rejects.toThrow(UserMissingError);
});
