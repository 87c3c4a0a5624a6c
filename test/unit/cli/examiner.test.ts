import { describe, expect, test } from 'vitest';
import { Examiner } from '../../../lib/cli/import/examiner.ts';
import { organizationSchema, organizationUserSchema } from '../../../lib/contract/model.ts';
import { buildMember, buildOrganization, buildUser } from '../../support/build-records.ts';
import { IMPORT_TIME } from '../../support/export-text.ts';

const { organizationId: _, userId: __, ...MEMBER } = buildMember();
const USER = { ...buildUser(), ...MEMBER };
const ORGANIZATION = { ...buildOrganization(), users: [], projects: [] };

const examine = (schema: Parameters<Examiner['examine']>[0], value: unknown, isLenient = false) => {
  const examiner = new Examiner({ now: IMPORT_TIME, isLenient }, () => 'organization 7');
  const examined = examiner.examine(schema, value, 'users[0]');
  const { faults, dropped } = examiner;
  return { faults, dropped, examined, notes: examiner.notes.list().map(({ what }) => what) };
};

const faultOf = (fields: object): string | undefined =>
  examine(organizationUserSchema, { ...USER, ...fields }).faults[0]?.replace('users[0].', '');

const DATE = 'expected a date and time in UTC that ends in Z, such as 2030-01-31T12:00:00Z';

describe('a fault says what was expected and what was found', () => {
  test.each<[object, string]>([
    [{ created: '2025-01-01T00:00:00' }, `created: ${DATE}, found a time without Z`],
    [{ created: '2025-01-01T00:00:00+02:00' }, `created: ${DATE}, found a time with an offset from UTC`],
    [{ created: '2025-01-01' }, `created: ${DATE}, found a date without a time`],
    [{ created: '2025-02-30T00:00:00Z' }, `created: ${DATE}, found a date or time that does not exist`],
    [{ created: '0000-01-01T00:00:00Z' }, `created: ${DATE}, found the year 0000, which many programs cannot read`],
    [{ created: '' }, `created: ${DATE}, found an empty text`],
    [{ created: 1735689600 }, `created: ${DATE}, found another number`],
    [{ created: undefined }, `created: ${DATE}, found nothing`],
    [{ lastSeen: '0000-12-31T23:59:59Z' }, `lastSeen: ${DATE}, found the year 0000, which many programs cannot read`],
    [{ lastSeen: '2026-01-01T00:05:01Z' }, 'lastSeen: expected a time that has passed, found a time in the future'],
    [{ photo: '' }, 'photo: expected an http or https URL, found an empty text'],
    [{ photo: 'javascript:alert(1)' }, 'photo: expected an http or https URL, found another text'],
    [{ role: 'owner' }, 'role: expected one of admin, member, guest, found another text'],
    [{ pending: 'no' }, 'pending: expected true or false, found another text'],
    [{ name: false }, 'name: expected a text, found false'],
    [{ projectCount: -1 }, 'projectCount: expected a whole number of 0 or more, found another number'],
    [{ projectCount: 1.5 }, 'projectCount: expected a whole number, found a fraction or a number of too many digits'],
    [{ id: 2 ** 53 }, 'id: expected a whole number of 9007199254740991 or less, found another number'],
    [{ datasets: {} }, 'datasets: expected a list, found an object'],
    [{ datasets: [1] }, 'datasets[0]: expected a text, found another number'],
    [{ staffInfo: [] }, 'staffInfo: expected an object, found a list'],
    [{ staffInfo: { isStaff: true } }, 'staffInfo.hasSudoRights: expected true or false, found nothing'],
  ])('of %j', (fields, fault) => {
    expect(faultOf(fields)).toBe(fault);
  });

  test('also where null would have been accepted', () => {
    const { faults } = examine(organizationSchema, { ...ORGANIZATION, trialId: 'x' });
    expect(faults).toEqual(['users[0].trialId: expected a whole number or null, found another text']);
    const { faults: dates } = examine(organizationSchema, { ...ORGANIZATION, trialExpiredDate: 'soon' });
    expect(dates[0]).toContain('12:00:00Z or null, found another text');
  });

  test('and a text may look like a date where none is wanted', () => {
    expect(faultOf({ name: '0000-01-01T00:00:00Z', jobTitle: '0000-01-01' })).toBeUndefined();
  });

  test('a clock that is five minutes ahead is believed', () => {
    expect(faultOf({ lastSeen: '2026-01-01T00:05:00Z' })).toBeUndefined();
  });
});

describe('a lenient reading', () => {
  test('leaves out what is optional and names it as unknown, however deep', () => {
    const staffInfo = { isStaff: false, hasSudoRights: false, companyName: 7 };
    const value = { ...USER, photo: null, permissions: ['a', 1, 2], staffInfo, tier: 'gold', nickname: 'x' };
    const { faults, dropped, examined, notes } = examine(organizationUserSchema, value, true);
    expect(faults).toEqual([]);
    expect(dropped.map((text) => text.split('; ')[1])).toEqual([
      'users[0].photo is left out',
      'users[0].staffInfo.companyName is left out',
      'users[0].permissions is left out',
      'users[0].tier is left out',
    ]);
    expect(examined?.value).toEqual({ ...USER, staffInfo: { isStaff: false, hasSudoRights: false } });
    expect(examined?.unknown).toEqual(['photo', 'staffInfo', 'permissions', 'tier']);
    expect(notes).toEqual(['users[].nickname: not a field of the contract, left out']);
  });

  test.each([{ name: 7 }, { role: 'owner' }, { datasets: [1] }, { staffInfo: {} }])('still needs %j', (fields) => {
    const { faults, dropped } = examine(organizationUserSchema, { ...USER, photo: '', ...fields }, true);
    expect(faults).toHaveLength(1);
    expect(dropped.every((text) => text.startsWith('users[0].photo'))).toBe(true);
  });

  test('never forgets that an organization was deleted', () => {
    expect(examine(organizationSchema, { ...ORGANIZATION, deletedDate: 'once' }, true).faults).toHaveLength(1);
  });

  test('is about nothing where nothing is wrong', () => {
    expect(examine(organizationUserSchema, USER, true)).toMatchObject({ faults: [], dropped: [], notes: [] });
    expect(examine(organizationUserSchema, 'x', true).faults).toEqual([
      'users[0]: expected an object, found another text',
    ]);
  });
});
