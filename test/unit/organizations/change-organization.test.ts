import { describe, expect, test } from 'vitest';
import { createOrganization } from '../../../lib/organizations/create-organization.ts';
import { deleteOrganization } from '../../../lib/organizations/delete-organization.ts';
import { listAdmins } from '../../../lib/organizations/list-admins.ts';
import {
  GracePeriodOverError,
  OrganizationExistsError,
  TrialMissingError,
} from '../../../lib/organizations/refusals.ts';
import { renameOrganization } from '../../../lib/organizations/rename-organization.ts';
import { restoreOrganization } from '../../../lib/organizations/restore-organization.ts';
import { encodeMember, encodeOrganization, encodeUser } from '../../../lib/table/encode.ts';
import { OrganizationDeletedError, OrganizationMissingError, UserMissingError } from '../../../lib/table/existing.ts';
import { getItem } from '../../../lib/table/get.ts';
import { memberKey, organizationKey } from '../../../lib/table/keys.ts';
import { buildOrganization, buildUser } from '../../support/build-records.ts';
import { startMemoryTable } from '../../support/memory-table.ts';

const NOW = Date.parse('2026-06-01T12:00:00.000Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(NOW + days * DAY_MS).toISOString();

const { table, put } = await startMemoryTable();
const stored = (id: number) => getItem(table, organizationKey(id));

let lastId = 0;
const putOrganization = async (fields: Parameters<typeof buildOrganization>[0] = {}): Promise<number> => {
  lastId += 1;
  await put(encodeOrganization(buildOrganization({ id: lastId, ...fields })));
  return lastId;
};
const trial = (days: number) => ({ trialId: 1, trialExpiredDate: inDays(days), trialUpgradedDate: null });

describe('an organization is created', () => {
  test('with its first admin, as of now', async () => {
    await put(encodeUser(buildUser({ id: 5 })));
    const record = await createOrganization(table, { id: 900, name: 'Acme', admin: 5 }, NOW);
    expect(record).toEqual({
      ...{ id: 900, name: 'Acme', created: inDays(0), showHeaderImgMask: false, isDeveloperProfile: false },
      ...{ whitelabelId: null, trialId: null, trialExpiredDate: null, trialUpgradedDate: null },
    });
    expect(await stored(900)).toEqual(encodeOrganization(record));
    expect(await listAdmins(table, 900)).toEqual([5]);
    const admin = { role: 'admin' as const, projectCount: 0, datasets: [], added: inDays(0) };
    expect(await getItem(table, memberKey(900, 5))).toEqual(encodeMember({ organizationId: 900, userId: 5, ...admin }));
  });

  test('once, and not without its admin', async () => {
    const id = await putOrganization({ name: 'First' });
    await put(encodeUser(buildUser({ id: 7 })));
    await expect(createOrganization(table, { id, name: 'x', admin: 7 }, NOW)).rejects.toThrow(OrganizationExistsError);
    expect(await stored(id)).toMatchObject({ name: { S: 'First' } });
    await expect(createOrganization(table, { id: 901, name: 'x', admin: 6 }, NOW)).rejects.toThrow(UserMissingError);
    expect(await stored(901)).toBeUndefined();
  });
});

describe('an organization is renamed', () => {
  test('and says whether it had another name', async () => {
    const id = await putOrganization({ name: 'Old' });
    expect(await renameOrganization(table, id, 'New')).toBe(true);
    expect(await renameOrganization(table, id, 'New')).toBe(false);
    expect(await stored(id)).toMatchObject({ name: { S: 'New' } });
  });

  test('unless it is deleted, or there is none', async () => {
    const id = await putOrganization({ name: 'Old', deletedDate: inDays(-1) });
    await expect(renameOrganization(table, id, 'New')).rejects.toThrow(OrganizationDeletedError);
    await expect(renameOrganization(table, 999, 'New')).rejects.toThrow(OrganizationMissingError);
    expect(await stored(999)).toBeUndefined();
  });
});

describe('an organization is deleted', () => {
  test('as of now, once, and leaves the index', async () => {
    const id = await putOrganization(trial(3));
    expect(await stored(id)).toHaveProperty('GSI1PK');
    expect(await deleteOrganization(table, id, NOW)).toBe(true);
    expect(await deleteOrganization(table, id, NOW + 1)).toBe(false);
    expect(await stored(id)).toMatchObject({ deletedDate: { S: inDays(0) } });
    expect(await stored(id)).not.toHaveProperty('GSI1PK');
    await expect(deleteOrganization(table, 999, NOW)).rejects.toThrow(OrganizationMissingError);
  });
});

describe('an organization is restored', () => {
  test('as it was, with its place in the index', async () => {
    const before = buildOrganization(trial(3));
    const id = await putOrganization({ ...trial(3), deletedDate: inDays(-1) });
    expect(await restoreOrganization(table, id, undefined, NOW)).toBe(true);
    expect(await restoreOrganization(table, id, undefined, NOW)).toBe(false);
    expect(await stored(id)).toEqual(encodeOrganization({ ...before, id }));
  });

  test('with a new end of its trial, where that is over', async () => {
    const id = await putOrganization({ ...trial(-31), deletedDate: inDays(0) });
    await expect(restoreOrganization(table, id, undefined, NOW)).rejects.toThrow(GracePeriodOverError);
    await expect(restoreOrganization(table, id, NOW - 31 * DAY_MS, NOW)).rejects.toThrow(GracePeriodOverError);
    expect(await restoreOrganization(table, id, NOW + DAY_MS, NOW)).toBe(true);
    expect(await stored(id)).toMatchObject({ trialExpiredDate: { S: inDays(1) }, GSI1PK: { S: 'TRIAL' } });
  });

  test('with a new end only where it has a trial', async () => {
    const none = await putOrganization({ deletedDate: inDays(-1), trialExpiredDate: null, trialUpgradedDate: null });
    const upgraded = await putOrganization({ ...trial(-31), trialUpgradedDate: inDays(-40), deletedDate: inDays(-1) });
    for (const id of [none, upgraded]) {
      await expect(restoreOrganization(table, id, NOW + DAY_MS, NOW)).rejects.toThrow(TrialMissingError);
      expect(await restoreOrganization(table, id, undefined, NOW)).toBe(true);
    }
    await expect(restoreOrganization(table, 999, undefined, NOW)).rejects.toThrow(OrganizationMissingError);
  });
});
