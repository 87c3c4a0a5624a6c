import { describe, expect, test } from 'vitest';
import { listAdmins } from '../../lib/organizations/list-admins.ts';
import { encodeUser } from '../../lib/table/encode.ts';
import { buildUser } from '../support/build-records.ts';
import { OTHER_USER, startOperator, USER } from '../support/operator.ts';

const { api, table, run, runWell, expectRefusal, listAs, idsAs, putOrganization, indexKeyOf } = startOperator();

describe('an organization', () => {
  test('is created with its admin, once', async () => {
    await api().put(encodeUser(buildUser({ id: 8105 })));
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
    expect(await listAdmins(table(), 8903)).toHaveLength(1);
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
