import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeMember, setMemberRole } from '../../lib/organizations/change-member.ts';
import { listAdmins } from '../../lib/organizations/list-admins.ts';
import { LastAdminError, MemberMissingError } from '../../lib/organizations/refusals.ts';
import type { Table } from '../../lib/table/call.ts';
import type { Attributes } from '../../lib/table/decode.ts';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { decodeMember } from '../../lib/table/items.ts';
import { type ItemKey, memberKey, organizationKey, userKey } from '../../lib/table/keys.ts';
import { updateItem } from '../../lib/table/update.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from '../support/build-records.ts';
import { expectError, expectOrganizations, type LocalApi, startLocalApi } from '../support/local-api.ts';
import { operate } from '../support/operate.ts';

const USER = 8000;
const OTHER_USER = 8001;

let api: LocalApi;
let table: Table;
beforeAll(async () => {
  api = await startLocalApi();
  table = { client: api.stack.client, name: api.stack.tableName };
  await api.put(...[USER, OTHER_USER].map((id) => encodeUser(buildUser({ id }))));
});
afterAll(() => api.close());

let lastId = 8000;
/** An organization of its own for each test, with {@link USER} as its admin. */
const putOrganization = async (fields = {}): Promise<number> => {
  lastId += 1;
  await api.put(
    encodeOrganization(buildOrganization({ id: lastId, ...fields })),
    encodeMember(buildMember({ organizationId: lastId, userId: USER, role: 'admin' })),
    encodeProject(buildProject({ organizationId: lastId, id: 1 })),
  );
  return lastId;
};

/** Changes an item behind the command line's back. */
const change = (key: ItemKey, set: Attributes) => updateItem(table, key, { set, expected: { PK: { S: key.PK } } });

const run = (command: string, ...more: readonly string[]) =>
  operate([...command.split(' '), ...more, '--port', new URL(api.stack.url).port]);
const runWell = async (command: string, ...more: readonly string[]) => {
  const { status, stdout, stderr } = await run(command, ...more);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};
const expectRefusal = async (command: string, sentence: string) =>
  expect(await run(command)).toEqual({ status: 1, stdout: '', stderr: expect.stringContaining(sentence) });

const callAs = async (userId: number, ...options: readonly string[]) => {
  const token = await runWell(`tokens issue --user ${userId}`, ...options);
  return api.call({ headers: { 'x-jwt-token': token.trimEnd() } });
};
const listAs = async (userId: number) => expectOrganizations(await callAs(userId));
const idsAs = async (userId: number) => (await listAs(userId)).map(({ id }) => id);

const indexKeyOf = async (id: number) => {
  const item = await getItem(table, organizationKey(id));
  return [item?.['GSI1PK']?.S, item?.['GSI1SK']?.S];
};

describe('users', () => {
  test('are added once, and come in with tokens', async () => {
    const user = ['--username', 'ada', '--name', 'Ada', '--email', 'ada@example.com'];
    expect(JSON.parse(await runWell('users add 8100 --json', ...user))).toMatchObject({ id: 8100, activated: true });
    expect(await listAs(8100)).toEqual([]);
    expect(await run('users add 8100', ...user)).toMatchObject({
      status: 1,
      stderr: 'User 8100 already exists.\n',
    });
    await runWell('users add 8101 --no-activated --pending', ...user);
    expectError(await callAs(8101), 401, 'Invalid JWT token');
  });

  test('are kept out and let in again, from the next request on', async () => {
    await api.put(encodeUser(buildUser({ id: 8102 })));
    expect(await listAs(8102)).toEqual([]);
    await runWell('users disable 8102');
    expectError(await callAs(8102), 401, 'Invalid JWT token');
    expect(JSON.parse(await runWell('users disable 8102 --json'))).toEqual({ id: 8102, changed: false });
    await runWell('users enable 8102');
    expect(await listAs(8102)).toEqual([]);
  });

  test('lose the tokens that they have so far, and no later ones', async () => {
    await api.put(encodeUser(buildUser({ id: 8103 })));
    const soon = Math.floor(Date.now() / 1000) + 30;
    await expectRefusal('users revoke-tokens 8103', '--yes');
    expect(await listAs(8103)).toEqual([]);
    const before = Math.floor(Date.now() / 1000);
    await runWell('users revoke-tokens 8103 --yes');
    expectError(await callAs(8103, '--claim', `iat=${before}`), 401, 'Invalid JWT token');
    expect(expectOrganizations(await callAs(8103, '--claim', `iat=${soon}`))).toEqual([]);
    const later = new Date(Date.now() + 60_000).toISOString();
    const key = userKey(8103);
    await change(key, { tokensValidFrom: { S: later } });
    expect(JSON.parse(await runWell('users revoke-tokens 8103 --yes --json'))).toMatchObject({ changed: false });
    expect((await getItem(table, key))?.['tokensValidFrom']).toEqual({ S: later });
  });

  test('are shown with where they are members', async () => {
    await api.put(encodeUser(buildUser({ id: 8104, name: 'Eve\u001b[2J' })));
    const ids = [await putOrganization(), await putOrganization()];
    for (const id of ids) await runWell(`organizations add-member ${id} 8104 --role guest`);
    const shown = JSON.parse(await runWell('users show 8104 --json'));
    expect(shown).toMatchObject({ id: 8104, organizations: ids.map((id) => ({ id, role: 'guest' })) });
    const text = await runWell('users show 8104');
    expect(text).toMatch(new RegExp(`^${ids[0]} +guest$`, 'm'));
    expect(text).not.toContain('\u001b');
  });

  test.each(['show', 'disable', 'enable', 'revoke-tokens --yes'])('that are unknown are named: %s', (command) =>
    expectRefusal(`users ${command} 8999`, 'There is no user 8999'),
  );
});

test('a change says in which table it is made, and a read does not', async () => {
  const { port } = new URL(api.stack.url);
  const outcome = (command: string) => operate([...command.split(' '), '--port', port], { keepsPlace: true });
  const place = `In table ${api.stack.tableName} of the local stack on port ${port}`;
  expect((await outcome('users enable 8000')).stderr).toBe(`${place}:\n`);
  expect((await outcome('users show 8000')).stderr).toBe('');
  expect((await outcome('users revoke-tokens 8000')).stderr).toBe(
    `${place}: Revoke all tokens issued to user 8000 so far? No terminal to ask on. Repeat with --yes to confirm.\n`,
  );
});

describe('an organization', () => {
  test('is created with its admin, once', async () => {
    await api.put(encodeUser(buildUser({ id: 8105 })));
    const created = await runWell('organizations create 8901 --admin 8105 --name', 'Acme Ltd');
    expect(created).toContain('Acme Ltd');
    expect(await listAs(8105)).toMatchObject([
      { id: 8901, name: 'Acme Ltd', users: [{ id: 8105, role: 'admin' }], projects: [], trialId: null },
    ]);
    await expectRefusal('organizations create 8901 --name x --admin 8105', 'Organization 8901 already exists.');
    await expectRefusal('organizations create 8902 --name x --admin 8999', 'There is no user 8999');
    await expectRefusal('organizations rename 8902 x', 'There is no organization 8902');
  });

  test('has one admin if two create it at once', async () => {
    const outcomes = await Promise.all(
      [USER, OTHER_USER].map((id) => run(`organizations create 8903 --name x --admin ${id}`)),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([0, 1]);
    expect(await listAdmins(table, 8903)).toHaveLength(1);
  });

  test('is renamed, and with it the owner of its projects', async () => {
    const id = await putOrganization();
    await runWell(`organizations rename ${id}`, 'Büro № 5');
    const renamed = (await listAs(USER)).find((organization) => organization.id === id);
    expect(renamed).toMatchObject({ name: 'Büro № 5', projects: [{ owner: 'Büro № 5' }] });
  });

  test('is in no answer from its deletion to its restoration', async () => {
    const id = await putOrganization();
    await expectRefusal(`organizations delete ${id}`, '--yes');
    expect(await idsAs(USER)).toContain(id);
    await runWell(`organizations delete ${id} --yes`);
    expect(await idsAs(USER)).not.toContain(id);
    expect(JSON.parse(await runWell(`organizations delete ${id} --yes --json`))).toEqual({ id, changed: false });
    for (const command of [
      'rename %s x',
      'add-member %s 8001 --role admin',
      'set-role %s 8000 guest',
      'remove-member %s 8000 --yes',
    ])
      await expectRefusal(`organizations ${command.replace('%s', String(id))}`, 'was deleted on');
    for (const command of ['start %s --expires 1d', 'upgrade %s'])
      await expectRefusal(`trials ${command.replace('%s', String(id))}`, 'was deleted on');
    await runWell(`organizations restore ${id}`);
    expect(await idsAs(USER)).toContain(id);
    expect(JSON.parse(await runWell(`organizations restore ${id} --json`))).toEqual({ id, changed: false });
  });
});

describe('a member', () => {
  test('is added, given another role, and removed, seen on the next request', async () => {
    const id = await putOrganization();
    await runWell(`organizations add-member ${id} 8001 --role guest --dataset one --dataset`, 'number two');
    const member = async () => (await listAs(OTHER_USER)).find((organization) => organization.id === id);
    expect(await member()).toMatchObject({ projects: [], users: [{ role: 'guest', datasets: ['one', 'number two'] }] });
    await runWell(`organizations set-role ${id} 8001 member`);
    expect(await member()).toMatchObject({ projects: [{ id: 1 }], users: [{ id: USER }, { role: 'member' }] });
    await expectRefusal(`organizations remove-member ${id} 8001`, '--yes');
    await runWell(`organizations remove-member ${id} 8001 --yes`);
    expect(await member()).toBeUndefined();
    await expectRefusal(`organizations remove-member ${id} 8001 --yes`, 'is not a member');
    await expectRefusal(`organizations set-role ${id} 8001 admin`, 'is not a member');
  });

  test('is a user that there is, and in no second role', async () => {
    const id = await putOrganization();
    await expectRefusal(`organizations add-member ${id} 8999 --role guest`, 'There is no user 8999');
    await expectRefusal('organizations add-member 8999 8001 --role guest', 'There is no organization 8999');
    await runWell(`organizations add-member ${id} 8000 --role admin`);
    await expectRefusal(
      `organizations add-member ${id} 8000 --role guest`,
      `already a member of organization ${id}, as admin`,
    );
  });

  test('who is the last admin stays it', async () => {
    const id = await putOrganization();
    for (const command of [`remove-member ${id} 8000 --yes`, `set-role ${id} 8000 member`]) {
      await expectRefusal(`organizations ${command}`, 'is the last admin');
    }
    expect(await listAdmins(table, id)).toEqual([USER]);
    await runWell(`organizations add-member ${id} 8001 --role admin`);
    await runWell(`organizations set-role ${id} 8000 member`);
    expect(await listAdmins(table, id)).toEqual([OTHER_USER]);
  });

  test('with a `leaving` attribute of version 1.0.0 counts as any other, and loses it at the next write', async () => {
    const id = await putOrganization();
    await runWell(`organizations add-member ${id} 8001 --role admin`);
    await change(memberKey(id, USER), { leaving: { S: 'x' } });
    await runWell(`organizations remove-member ${id} 8001 --yes`);
    await expectRefusal(`organizations remove-member ${id} ${USER} --yes`, 'is the last admin');
    await runWell(`organizations add-member ${id} 8001 --role admin`);
    await runWell(`organizations set-role ${id} ${USER} member`);
    expect(await getItem(table, memberKey(id, USER))).not.toHaveProperty('leaving');
  });

  test('who is removed while lists are read is in each of them or in none, and in none afterwards', async () => {
    const id = await putOrganization();
    await runWell(`organizations add-member ${id} 8001 --role member`);
    const ids: boolean[] = [];
    const keepListing = async () => {
      for (let count = 0; count < 8; count++) ids.push((await idsAs(OTHER_USER)).includes(id));
    };
    const removed = Promise.withResolvers<void>();
    await Promise.all([
      keepListing(),
      keepListing(),
      run(`organizations remove-member ${id} 8001 --yes`).then(() => removed.resolve()),
    ]);
    await removed.promise;
    expect(ids).toHaveLength(16);
    expect(await idsAs(OTHER_USER)).not.toContain(id);
  });
});

describe('of the admins of an organization, however many are removed or demoted at once and in whatever order it happens', () => {
  /** The same table, whose every call waits until the scheduler lets it begin, and again until it lets it return. */
  const scheduled = (scheduler: fc.Scheduler): Table => {
    const client = new Proxy(table.client, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (name !== 'send') return value;
        return async (...parameters: unknown[]) => {
          await scheduler.schedule(Promise.resolve(), 'begin');
          const answer = await Reflect.apply(value, target, parameters);
          await scheduler.schedule(Promise.resolve(), 'end');
          return answer;
        };
      },
    });
    return { ...table, client };
  };

  test('one at least stays', async () => {
    const actions = fc.array(fc.record({ userId: fc.constantFrom(1, 2, 3), isRemoval: fc.boolean() }), {
      minLength: 2,
      maxLength: 4,
    });
    const outcomes: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), actions, async (scheduler, chosen) => {
        lastId += 1;
        const organizationId = lastId;
        const admins = [1, 2, 3].map((userId) => encodeMember(buildMember({ organizationId, userId, role: 'admin' })));
        await api.put(...admins);
        const racing = scheduled(scheduler);
        const done = Promise.allSettled(
          chosen.map(({ userId, isRemoval }) => {
            const membership = { organizationId, userId };
            return isRemoval ? removeMember(racing, membership) : setMemberRole(racing, membership, 'member');
          }),
        );
        await scheduler.waitFor(done);
        const left = await listAdmins(table, organizationId);
        expect(left.length).toBeGreaterThan(0);
        for (const outcome of await done) {
          outcomes.push(outcome.status);
          if (outcome.status === 'rejected')
            expect([LastAdminError, MemberMissingError]).toContain(outcome.reason.constructor);
        }
      }),
      { numRuns: 60 },
    );
    expect(new Set(outcomes)).toEqual(new Set(['fulfilled', 'rejected']));
  }, 120_000);
});

describe('a trial', () => {
  test('is started, extended and upgraded', async () => {
    const id = await putOrganization();
    await expectRefusal(`trials upgrade ${id}`, 'has no trial');
    await expectRefusal(`trials start ${id} --expires 14d --extend`, 'has no trial');
    await expectRefusal(`trials start ${id} --expires 2020-01-01`, 'cannot end in the past');
    await runWell(`trials start ${id} --expires 2090-01-01`);
    expect(await indexKeyOf(id)).toEqual(['TRIAL', `2090-01-01T00:00:00.000Z#${String(id).padStart(16, '0')}`]);
    await expectRefusal(`trials start ${id} --expires 14d`, 'Move its end with --extend.');
    await runWell(`trials start ${id} --expires 2091-01-01 --extend`);
    const trial = { id, trialId: id, trialExpiredDate: '2091-01-01T00:00:00.000Z' };
    expect(JSON.parse(await runWell('trials list --json'))).toContainEqual({
      ...trial,
      name: 'Acme Sensors',
      state: 'running',
    });
    expect((await listAs(USER)).find((organization) => organization.id === id)).toMatchObject({
      ...trial,
      trialUpgradedDate: null,
    });
    await runWell(`trials upgrade ${id}`);
    expect(JSON.parse(await runWell(`trials upgrade ${id} --json`))).toEqual({ id, changed: false });
    expect(await indexKeyOf(id)).toEqual([undefined, undefined]);
    await expectRefusal(`trials start ${id} --expires 14d`, 'was upgraded on');
  });

  test('of a deleted organization ends nothing, and is back with it', async () => {
    const id = await putOrganization({ trialId: 5, trialExpiredDate: '2090-01-01T00:00:00Z' });
    await runWell(`organizations delete ${id} --yes`);
    expect(await indexKeyOf(id)).toEqual([undefined, undefined]);
    expect(await runWell('trials list')).not.toMatch(new RegExp(`^${id} `, 'm'));
    await runWell(`organizations restore ${id}`);
    expect(await indexKeyOf(id)).toEqual(['TRIAL', `2090-01-01T00:00:00Z#${String(id).padStart(16, '0')}`]);
  });

  test('that is over lets its organization be restored with a new end only', async () => {
    const over = { trialId: 5, trialExpiredDate: '2024-01-01T00:00:00Z', deletedDate: '2024-02-01T00:00:00Z' };
    const id = await putOrganization(over);
    await expectRefusal(`organizations restore ${id}`, 'Give it a new end with --trial-expires.');
    await runWell(`organizations restore ${id} --trial-expires 2090-01-01`);
    expect(await idsAs(USER)).toContain(id);
    const other = await putOrganization({ deletedDate: '2024-02-01T00:00:00Z' });
    await expectRefusal(`organizations restore ${other} --trial-expires 14d`, 'has no trial');
  });

  test('is listed as what it is', async () => {
    const day = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();
    const states = new Map([
      [1, 'running'],
      [-1, 'in its grace period'],
      [-31, 'over'],
    ] as const);
    for (const [days, state] of states) {
      const id = await putOrganization({ trialId: 5, trialExpiredDate: day(days) });
      expect(await runWell('trials list')).toMatch(new RegExp(`^${id} .* ${state}$`, 'm'));
    }
  });
});

describe('tokens', () => {
  const outcomeOf = async (...options: readonly string[]) => {
    const { status, body } = await callAs(USER, ...options);
    return status === 200 ? 'accepted' : JSON.parse(body).error;
  };

  test.each([
    [['--expires', '1h'], 'accepted'],
    [['--header', 'typ=at+jwt', '--claim', 'note=any text'], 'accepted'],
    [['--claim', 'sub=8000'], 'accepted'],
    [['--expired'], 'Your JWT token has expired'],
    [['--expired', '--bad-signature'], 'Invalid JWT token'],
    [['--bad-signature'], 'Invalid JWT token'],
    [['--unsigned'], 'Invalid JWT token'],
    [['--without', 'exp'], 'Invalid JWT token'],
    [['--claim', 'aud=somebody else'], 'Invalid JWT token'],
    [['--claim', 'exp="9999999999"'], 'Invalid JWT token'],
    [['--expires', '60d'], 'Invalid JWT token'],
    [['--header', 'kid=nobody'], 'Invalid JWT token'],
  ])('are as they were ordered: %j', async (options, outcome) => {
    expect(await outcomeOf(...options)).toBe(outcome);
  });

  test('are described as JSON, and come from a local issuer only', async () => {
    const { token, header, claims } = JSON.parse(
      await runWell('tokens issue --user 8000 --json --claim', 'a={"b":[1]}'),
    );
    expect(token.split('.')).toHaveLength(3);
    expect(header).toMatchObject({ alg: 'ES256', typ: 'JWT' });
    expect(claims).toMatchObject({ sub: '8000', a: { b: [1] } });
    await expectRefusal('tokens issue --user 8000 --header alg=HS256', 'cannot sign such a token');
    await expectRefusal('tokens issue --user 8000 --header crit=["x"]', 'cannot sign such a token');
    expect(await outcomeOf()).toBe('accepted');
    const deployed = await operate(['tokens', 'issue', '--user', '1', '--table', 'somewhere']);
    expect(deployed).toMatchObject({ status: 2, stderr: expect.stringContaining('for the local stack only') });
  });
});

test('a role is read where it is, not from the intention to take it', async () => {
  const id = await putOrganization();
  await change(memberKey(id, USER), { leaving: { S: 'x' } });
  const item = await getItem(table, memberKey(id, USER));
  expect(item && decodeMember(item)).not.toHaveProperty('leaving');
  expect((await listAs(USER)).find((organization) => organization.id === id)?.users).toMatchObject([{ role: 'admin' }]);
});
