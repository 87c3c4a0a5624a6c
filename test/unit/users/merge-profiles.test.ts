import { describe, expect, test } from 'vitest';
import { mergeProfiles } from '../../../lib/users/merge-profiles.ts';

describe('two profiles', () => {
  const profile = {
    ...{ username: 'a', name: 'A', email: 'a@example.com', created: '2024-01-01T00:00:00Z', pending: false },
    ...{ staffInfo: { isStaff: false, hasSudoRights: false }, activated: true, mfaConfigured: false },
  };

  /** A profile as whoever does not see customer ids took it. */
  const hiding = (fields: object) => ({ profile: { ...profile, ...fields }, unknown: new Set(['stripeCustomerId']) });
  const showing = (fields: object) => ({ profile: { ...profile, ...fields }, unknown: new Set<string>() });

  test('do not differ by what only one of them shows', () => {
    const shown = showing({ stripeCustomerId: 'cus_1' });
    expect(mergeProfiles(hiding({}), shown)).toEqual({ ...shown, differ: false });
    expect(mergeProfiles(shown, hiding({}))).toEqual({ ...shown, differ: false });
    expect(mergeProfiles(hiding({}), hiding({}))).toEqual({ ...hiding({}), differ: false });
  });

  test('differ by what one of them says there is not', () => {
    const one = showing({ stripeCustomerId: 'cus_1' });
    expect(mergeProfiles(one, showing({}))).toEqual({ ...one, differ: true });
  });

  test('differ by what both of them know, though it may be hidden from one; the newer one wins', () => {
    const hidden = hiding({ stripeCustomerId: 'cus_1', lastSeen: '2025-01-01T00:00:00Z' });
    const newer = showing({ stripeCustomerId: 'cus_2', name: 'B', lastSeen: '2025-01-02T00:00:00Z' });
    expect(mergeProfiles(hidden, newer)).toEqual({ ...newer, differ: true });
    expect(mergeProfiles(newer, hidden)).toEqual({ ...newer, differ: true });
    const sameTime = { lastSeen: '2025-01-02T00:00:00Z' };
    const same = hiding({ stripeCustomerId: 'cus_1', ...sameTime });
    expect(mergeProfiles(same, showing({ stripeCustomerId: 'cus_2', ...sameTime })).differ).toBe(true);
    expect(mergeProfiles(showing({ stripeCustomerId: 'cus_2', ...sameTime }), same).differ).toBe(true);
  });

  test('differ by any other field that only one of them has', () => {
    const later = { ...profile, lastSeen: '2025-01-01T00:00:00Z' };
    const laterTitle = showing({ ...later, jobTitle: 'x' });
    expect(mergeProfiles(showing({}), laterTitle)).toEqual({ ...laterTitle, differ: true });
    expect(mergeProfiles(laterTitle, showing(later)).profile).toEqual(laterTitle.profile);
  });
});
