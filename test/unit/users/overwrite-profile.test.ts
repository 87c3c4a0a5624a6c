import { describe, expect, test } from 'vitest';
import { encodeUser, type UserRecord } from '../../../lib/table/encode.ts';
import { ACCOUNT_FIELDS, overwriteProfile } from '../../../lib/users/overwrite-profile.ts';
import { buildUser } from '../../support/build-records.ts';

const at = (day: number): string => `2025-01-0${day}T00:00:00Z`;
const user = (fields: Partial<UserRecord> = {}) => encodeUser(buildUser(fields));
const wanted = (fields: Partial<UserRecord>, unknown: readonly string[] = []) => ({
  item: user(fields),
  unknown: new Set(unknown),
});
const OPTIONS = {
  accounts: false,
  wasWritten: false,
  mayBeHidden: (field: string) => field === 'tier' || field === 'idps',
};

describe('of two profiles of a user', () => {
  test.each([
    ['the file’s is taken when it was seen later', at(1), at(2), false, 'won'],
    ['the stored one stays when it was seen later', at(2), at(1), false, 'lost'],
    ['the file’s is taken when both were seen at once', at(1), at(1), false, 'won'],
    ['the one that was written before stays when both were seen at once', at(1), at(1), true, 'lost'],
    ['the later one is taken, also when one was written before', at(1), at(2), true, 'won'],
    ['the one that was ever seen is taken', undefined, at(1), true, 'won'],
    ['the one that was ever seen stays', at(1), undefined, false, 'lost'],
  ])('%s', (_, before, after, wasWritten, conflict) => {
    const seen = (lastSeen: string | undefined) => (lastSeen === undefined ? {} : { lastSeen });
    const overwriting = overwriteProfile(
      user({ name: 'Old', ...seen(before) }),
      wanted({ name: 'New', ...seen(after) }, ['lastSeen']),
      { ...OPTIONS, wasWritten },
    );
    expect(overwriting.conflict).toBe(conflict);
    expect(overwriting.change?.set['name']).toEqual(conflict === 'won' ? { S: 'New' } : undefined);
  });

  test('nothing is to be written where they are the same', () => {
    expect(overwriteProfile(user(), wanted({}), OPTIONS)).toEqual({
      change: undefined,
      conflict: 'none',
      accountFields: [],
    });
  });

  test('what is absent is removed, unless it says nothing', () => {
    const stored = user({ photo: 'https://a.example/p.png', jobTitle: 'x' });
    expect(overwriteProfile(stored, wanted({}, ['photo']), OPTIONS).change).toEqual({ set: {}, remove: ['jobTitle'] });
  });

  test('what was read in part is written', () => {
    const { change } = overwriteProfile(user(), wanted({ jobTitle: 'x' }, ['jobTitle']), OPTIONS);
    expect(change).toEqual({ set: { jobTitle: { S: 'x' } }, remove: [] });
  });

  test('what may have been hidden but is stored stays when it was seen later', () => {
    const stored = user({ lastSeen: at(2), tier: 'professional' });
    expect(overwriteProfile(stored, wanted({ lastSeen: at(1), tier: 'free' }), OPTIONS).change).toBeUndefined();
  });

  test('what was hidden before is added, whoever was seen last', () => {
    const overwriting = overwriteProfile(
      user({ lastSeen: at(2) }),
      wanted({ lastSeen: at(1), tier: 'free', jobTitle: 'x' }),
      OPTIONS,
    );
    expect(overwriting).toEqual({
      change: { set: { tier: { S: 'free' } }, remove: [] },
      conflict: 'lost',
      accountFields: [],
    });
    const only = overwriteProfile(user({ lastSeen: at(1) }), wanted({ lastSeen: at(1), tier: 'free' }), {
      ...OPTIONS,
      wasWritten: true,
    });
    expect(only.conflict).toBe('none');
  });

  test('other services’ attributes are left alone', () => {
    const stored = { ...user({ disabled: true, tokensValidFrom: at(1) }), billingCode: { S: 'x' } };
    expect(overwriteProfile(stored, wanted({}), { ...OPTIONS, accounts: true }).change).toBeUndefined();
  });
});

describe('an account', () => {
  const ACCOUNT: Partial<UserRecord> = {
    ...{ activated: false, email: 'x@example.com', hasPendingPayments: true, idps: ['x'], mfaConfigured: true },
    ...{ permissions: ['x'], staffInfo: { isStaff: true, hasSudoRights: true }, stripeCustomerId: 'x', username: 'x' },
  };

  test('is kept field by field, and named', () => {
    expect(Object.keys(ACCOUNT).toSorted()).toEqual(ACCOUNT_FIELDS);
    const overwriting = overwriteProfile(user(), wanted({ ...ACCOUNT, name: 'New' }), OPTIONS);
    expect(overwriting).toEqual({
      change: { set: { name: { S: 'New' } }, remove: [] },
      conflict: 'won',
      accountFields: ACCOUNT_FIELDS,
    });
    expect(overwriteProfile(user(ACCOUNT), wanted({ name: 'New' }), OPTIONS).change?.remove).toEqual([]);
  });

  test('changes where it may', () => {
    const { change, accountFields } = overwriteProfile(user(), wanted(ACCOUNT), { ...OPTIONS, accounts: true });
    expect(Object.keys(change?.set ?? {}).toSorted()).toEqual(ACCOUNT_FIELDS);
    expect(accountFields).toEqual(ACCOUNT_FIELDS);
  });

  test('is not named where the stored profile stays anyhow', () => {
    const stored = user({ lastSeen: at(2) });
    const overwriting = overwriteProfile(stored, wanted({ email: 'x@example.com', lastSeen: at(1) }), OPTIONS);
    expect(overwriting).toEqual({ change: undefined, conflict: 'lost', accountFields: [] });
  });
});
