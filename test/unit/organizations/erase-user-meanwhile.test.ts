/** What others do while a user is erased, and after it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { addMember } from '../../../lib/organizations/add-member.ts';
import { createOrganization } from '../../../lib/organizations/create-organization.ts';
import { createErasure, eraseUser } from '../../../lib/organizations/erase-user.ts';
import { encodeMember, encodeProject } from '../../../lib/table/encode.ts';
import { UserErasedError } from '../../../lib/table/existing.ts';
import { getItem } from '../../../lib/table/get.ts';
import { memberKey, projectKey, userKey } from '../../../lib/table/keys.ts';
import { deleteItem } from '../../../lib/table/update.ts';
import { addUser } from '../../../lib/users/add-user.ts';
import { disableUser, enableUser, revokeTokens } from '../../../lib/users/change-account.ts';
import { createProfileImporter, createUsersReport } from '../../../lib/users/import-profiles.ts';
import { linkIdentity } from '../../../lib/users/link-identity.ts';
import { UserExistsError, UserIdInUseError } from '../../../lib/users/refusals.ts';
import { buildMember, buildProject, buildUser } from '../../support/build-records.ts';
import {
  ADMIN,
  ERASABLE,
  expectWholeAnswers,
  IDENTITY,
  ORGANIZATIONS,
  OTHER,
  USER,
} from '../../support/erasable-user.ts';
import { controlWrites } from '../../support/failing-writes.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const { table, put } = await startMemoryTable();
const writes = controlWrites(table);
const { outsider } = ORGANIZATIONS;

beforeEach(async () => {
  await put(...ERASABLE);
  await deleteItem(table, memberKey(outsider, USER));
  writes.reset();
});

const erase = () => eraseUser(table, USER, { now: NOW, isDryRun: false }, createErasure());
const addToOutsider = () =>
  addMember(table, { organizationId: outsider, userId: USER }, { role: 'member', datasets: [] }, NOW);

describe.each([1, 5, 6, 9, 13])('before write %i of the erasure', (write) => {
  const meanwhile = async (work: () => Promise<unknown>) => {
    let outcome: Promise<unknown> | undefined;
    writes.before = async (number) => {
      if (number !== write || outcome !== undefined) return;
      outcome = work().catch((error: unknown) => error);
      await outcome;
    };
    await erase();
    writes.reset();
    await expectWholeAnswers(table, NOW);
    return outcome;
  };

  test('an operator adds them to an organization: it is undone, or refused', async () => {
    const outcome = await meanwhile(addToOutsider);
    if (write > 5) expect(outcome).toBeInstanceOf(UserErasedError);
    else expect(outcome).toBe(true);
    expect(await getItem(table, memberKey(outsider, USER))).toBeUndefined();
  });

  test('a service that asks nobody adds them: answers are whole, and a second run undoes it', async () => {
    await meanwhile(() =>
      put(
        encodeMember(buildMember({ organizationId: outsider, userId: USER })),
        encodeProject(
          buildProject({ organizationId: outsider, id: 129, collaborators: [{ userId: USER, isOwner: true }] }),
        ),
      ),
    );
    await erase();
    expect(await getItem(table, memberKey(outsider, USER))).toBeUndefined();
    expect(await getItem(table, projectKey(outsider, 129))).toMatchObject({ collaborators: { L: [] } });
    await expectWholeAnswers(table, NOW);
  });
});

test('a collaborator who is added at the same moment stays, whatever the position', async () => {
  const project = (...ids: readonly number[]) =>
    encodeProject(
      buildProject({
        ...{ organizationId: outsider, id: 120 },
        collaborators: ids.map((userId) => ({ userId, isOwner: false })),
      }),
    );
  let isAdded = false;
  writes.before = async (_, input) => {
    if (isAdded || !JSON.stringify(input).includes(projectKey(outsider, 120).SK)) return;
    isAdded = true;
    await put(project(ADMIN, USER, OTHER));
  };
  await erase();
  expect(isAdded).toBe(true);
  expect(await getItem(table, projectKey(outsider, 120))).toEqual(project(ADMIN, OTHER));
});

describe('an erased user', () => {
  beforeEach(erase);

  test.each([
    ['added to an organization', addToOutsider],
    ['made the admin of a new one', () => createOrganization(table, { id: 99, name: 'New', admin: USER }, NOW)],
    ['linked', () => linkIdentity(table, USER, IDENTITY, NOW)],
    ['enabled', () => enableUser(table, USER)],
    ['disabled', () => disableUser(table, USER)],
    ['freed of tokens', () => revokeTokens(table, USER, NOW)],
  ])('cannot be %s', async (_, attempt) => {
    await expect(attempt()).rejects.toThrow(new UserErasedError(USER, '2026-06-01T12:00:00.000Z'));
  });

  test('is not brought back by an import, which says so', async () => {
    const report = createUsersReport();
    const options = {
      ...{ isTableNew: false, overwriteAccounts: true, isDryRun: false },
      ...{ mayBeHidden: () => true, onConflict: () => undefined },
    };
    const { id, ...profile } = buildUser({ id: USER, lastSeen: '2026-06-02T00:00:00Z' });
    const before = await getItem(table, userKey(id));
    await createProfileImporter(table, options, report).write(new Map([[id, { profile, unknown: new Set() }]]));
    expect(await getItem(table, userKey(id))).toEqual(before);
    expect(report).toMatchObject({ users: { updated: 0, unchanged: 1 }, erasedUsers: new Set([USER]) });
  });

  const newUser = { id: USER, username: 'ida', name: 'Ida', email: 'ida@example.com', pending: false, activated: true };

  test('gives the id to a new user, with whom no former token comes in', async () => {
    await addUser(table, newUser, NOW + 1000);
    expect(await getItem(table, userKey(USER))).toMatchObject({
      ...{ name: { S: 'Ida' }, activated: { BOOL: true }, tokensValidFrom: { S: '2026-06-01T12:00:00.000Z' } },
    });
    expect(await getItem(table, userKey(USER))).not.toHaveProperty('erased');
    await expect(addUser(table, newUser, NOW)).rejects.toThrow(UserExistsError);
    await addToOutsider();
    await expectWholeAnswers(table, NOW);
  });

  test('gives it to nobody while something refers to it', async () => {
    await put(encodeMember(buildMember({ organizationId: outsider, userId: USER })));
    await expect(addUser(table, newUser, NOW)).rejects.toThrow(UserIdInUseError);
  });
});
