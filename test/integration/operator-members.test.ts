import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { removeMember, setMemberRole } from '../../lib/organizations/change-member.ts';
import { listAdmins } from '../../lib/organizations/list-admins.ts';
import { LastAdminError, MemberMissingError } from '../../lib/organizations/refusals.ts';
import type { Table } from '../../lib/table/call.ts';
import { encodeMember } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { decodeMember } from '../../lib/table/items.ts';
import { memberKey } from '../../lib/table/keys.ts';
import { buildMember } from '../support/build-records.ts';
import { OTHER_USER, startOperator, USER } from '../support/operator.ts';

const { api, table, run, runWell, expectRefusal, listAs, idsAs, nextId, putOrganization, change } = startOperator();

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

  test('must be an existing user, and has one role', async () => {
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
    expect(await listAdmins(table(), id)).toEqual([USER]);
    await runWell(`organizations add-member ${id} 8001 --role admin`);
    await runWell(`organizations set-role ${id} 8000 member`);
    expect(await listAdmins(table(), id)).toEqual([OTHER_USER]);
  });

  test('keeps no `leaving` attribute of version 1.0.0: it is ignored, and removed at the next write', async () => {
    const id = await putOrganization();
    await runWell(`organizations add-member ${id} 8001 --role admin`);
    await change(memberKey(id, USER), { leaving: { S: 'x' } });
    await runWell(`organizations remove-member ${id} 8001 --yes`);
    await expectRefusal(`organizations remove-member ${id} ${USER} --yes`, 'is the last admin');
    await runWell(`organizations add-member ${id} 8001 --role admin`);
    await runWell(`organizations set-role ${id} ${USER} member`);
    expect(await getItem(table(), memberKey(id, USER))).not.toHaveProperty('leaving');
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
  /** The same table(), whose every call waits until the scheduler lets it begin, and again until it lets it return. */
  const scheduled = (scheduler: fc.Scheduler): Table => {
    const client = new Proxy(table().client, {
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
    return { ...table(), client };
  };

  test('one at least stays', async () => {
    const actions = fc.array(fc.record({ userId: fc.constantFrom(1, 2, 3), isRemoval: fc.boolean() }), {
      minLength: 2,
      maxLength: 4,
    });
    const outcomes: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), actions, async (scheduler, chosen) => {
        const organizationId = nextId();
        const admins = [1, 2, 3].map((userId) => encodeMember(buildMember({ organizationId, userId, role: 'admin' })));
        await api().put(...admins);
        const racing = scheduled(scheduler);
        const done = Promise.allSettled(
          chosen.map(({ userId, isRemoval }) => {
            const membership = { organizationId, userId };
            return isRemoval ? removeMember(racing, membership) : setMemberRole(racing, membership, 'member');
          }),
        );
        await scheduler.waitFor(done);
        const left = await listAdmins(table(), organizationId);
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
  });
});

test('a role is read where it is, not from the intention to take it', async () => {
  const id = await putOrganization();
  await change(memberKey(id, USER), { leaving: { S: 'x' } });
  const item = await getItem(table(), memberKey(id, USER));
  expect(item && decodeMember(item)).not.toHaveProperty('leaving');
  expect((await listAs(USER)).find((organization) => organization.id === id)?.users).toMatchObject([{ role: 'admin' }]);
});
