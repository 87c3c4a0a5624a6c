import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from '../support/build-records.ts';
import { expectOrganizations, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { operate } from '../support/operate.ts';
import { listAs } from '../support/organizations-of-user.ts';

const [ORGANIZATION, SOLO, USER, ADMIN] = [8600, 8601, 8610, 8611];
const NAME = 'Ada \u009b31m\u202eBrandt';

let api: LocalApi;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'user-data-'));
  api = await startLocalApi();
});
beforeEach(() =>
  api.put(
    encodeUser(buildUser({ id: USER, name: NAME, email: 'ada.8610@example.com' })),
    encodeUser(buildUser({ id: ADMIN })),
    encodeOrganization(buildOrganization({ id: ORGANIZATION, name: 'Acme' })),
    encodeOrganization(buildOrganization({ id: SOLO, name: 'Solo' })),
    encodeMember(buildMember({ organizationId: ORGANIZATION, userId: USER })),
    encodeMember(buildMember({ organizationId: ORGANIZATION, userId: ADMIN, role: 'admin' })),
    encodeMember(buildMember({ organizationId: SOLO, userId: USER, role: 'admin' })),
    encodeProject(
      buildProject({
        ...{ organizationId: ORGANIZATION, id: 1, ownerUserId: USER, description: 'Write to ada.8610@example.com' },
        collaborators: [{ userId: USER, isOwner: true }],
      }),
    ),
  ),
);
afterAll(async () => {
  await api.close();
  await rm(directory, { recursive: true });
});

const run = (...parameters: readonly string[]) => operate([...parameters, '--port', new URL(api.stack.url).port]);

test("a person's data is one JSON document, which no terminal takes for commands", async () => {
  const { status, stdout, stderr } = await run('users', 'data', String(USER));
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ id: USER, user: { name: NAME }, identities: [] },
    memberships: [
      { organization: { id: ORGANIZATION, name: 'Acme' }, role: 'member' },
      { organization: { id: SOLO, name: 'Solo' }, role: 'admin' },
    ],
    projects: [{ organization: { id: ORGANIZATION }, id: 1, collaborations: [{ isOwner: true }], ownerUserId: USER }],
    mentions: [{ attributes: ['description'] }],
  });
});

test('it goes to a file that only its owner can read', async () => {
  const output = join(directory, 'person.json');
  expect(await run('users', 'data', String(USER), '--output', output)).toEqual({
    ...{ status: 0, stderr: '', stdout: `What is stored about user ${USER} is in ${output}.\n` },
  });
  expect((await stat(output)).mode % 0o1000).toBe(0o600);
  expect(JSON.parse(await readFile(output, 'utf8'))).toMatchObject({ id: USER });
});

test('of a user whom nobody knows there is none, and nothing to erase', async () => {
  for (const command of ['data', 'erase']) {
    expect(await run('users', command, '8699', '--yes')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/There is no user 8699\. Nothing refers to that id\.$/m),
    });
  }
});

test('a user is erased after a question, unless an organization needs them, and the API shows them nowhere', async () => {
  expect((await run('users', 'erase', String(USER))).stderr).toContain(
    `Erase user ${USER}? Nothing can bring them back. No terminal to ask on.`,
  );
  expect(await run('users', 'erase', String(USER), '--yes')).toMatchObject({
    status: 1,
    stderr: `User ${USER} is the last admin of organization ${SOLO} (Solo). Make another member an admin, or delete the organization, first.\n`,
  });
  expect(expectOrganizations(await listAs(api, USER)).map(({ id }) => id)).toEqual([ORGANIZATION, SOLO]);
  await run('organizations', 'delete', String(SOLO), '--yes');
  const planned = await run('users', 'erase', String(USER), '--dry-run', '--json');
  expect(JSON.parse(planned.stdout)).toMatchObject({ id: USER, dryRun: true, organizations: [ORGANIZATION, SOLO] });
  expect(expectOrganizations(await listAs(api, USER)).map(({ id }) => id)).toEqual([ORGANIZATION]);

  const { status, stdout, stderr } = await run('users', 'erase', String(USER), '--yes');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain(`memberships: in organizations ${ORGANIZATION}, ${SOLO}`);
  expect(stdout).toContain(`without an admin now: organizations ${SOLO}`);
  expect(stdout).toMatch(/^ORG#0+8600\/PROJECT#0+1 +description$/m);
  expect((await listAs(api, USER)).status).toBe(401);
  const [organization] = expectOrganizations(await listAs(api, ADMIN));
  expect(organization).toMatchObject({ users: [{ id: ADMIN }], projects: [{ collaborators: [] }] });
  expect(organization?.projects?.[0]).not.toHaveProperty('ownerUserId');
  expect((await run('users', 'find', String(USER))).stdout).toMatch(/@erased\.invalid +erased$/m);
  const found = await run('users', 'find', String(USER), '--ndjson');
  expect(JSON.parse(found.stdout)).toMatchObject({ id: USER, erased: expect.stringContaining('T') });
  expect(await run('users', 'show', String(USER))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('was erased on'),
  });
});
