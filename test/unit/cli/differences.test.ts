import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyItemNotStorable, whyNotStorable } from '../../../lib/cli/import/check-storable.ts';
import { differencesOf } from '../../../lib/cli/import/differences.ts';
import { mergeProfiles } from '../../../lib/cli/import/merge-profiles.ts';
import type { Attributes } from '../../../lib/table/decode.ts';

const item = fc
  .dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue())
  .filter((value) => whyNotStorable(value, '') === undefined);
const NAMES = ['a', 'b', 'c'];

/** As DynamoDB may give back what was stored: the members of maps in another order, numbers in another form. */
const asStored = (value: Attributes[string]): Attributes[string] => {
  if (value.N !== undefined) return { N: Number(value.N).toExponential() };
  if (value.L !== undefined) return { L: value.L.map(asStored) };
  if (value.M === undefined) return value;
  return {
    M: Object.fromEntries(
      Object.entries(value.M)
        .map(([name, member]) => [name, asStored(member)] as const)
        .reverse(),
    ),
  };
};

const apply = (stored: Attributes, wanted: Attributes) => {
  const change = differencesOf(stored, wanted, NAMES);
  const kept = Object.entries(stored).filter(([name]) => !change?.remove.includes(name));
  return { ...Object.fromEntries(kept), ...change?.set };
};

describe('the differences of two items', () => {
  it('are none between an item and the same as DynamoDB gives it back', () => {
    fc.assert(
      fc.property(item, (value) => {
        const wanted = marshall(value);
        const stored = asStored({ M: wanted }).M ?? {};
        expect(differencesOf(stored, wanted, NAMES)).toBeUndefined();
      }),
    );
  });

  it('make the one into the other, and then are none', () => {
    fc.assert(
      fc.property(item, item, (before, after) => {
        const wanted = marshall(after);
        const made = apply(marshall(before), wanted);
        expect(made).toEqual(wanted);
        expect(differencesOf(made, wanted, NAMES)).toBeUndefined();
      }),
    );
  });

  it('leave alone what is not compared', () => {
    expect(differencesOf({ x: { S: 'x' } }, {}, NAMES)).toBeUndefined();
  });
});

describe('what DynamoDB would not take', () => {
  it('is anything that comes out of it other than it went in', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        fc.pre(whyNotStorable({ value }, '') === undefined);
        expect(() => marshall({ value })).not.toThrow();
      }),
    );
  });

  it.each([
    [409_600, undefined],
    [409_601, 'larger than an item may be'],
  ])('is an item of more than 400 KB, to the byte: %i', (size, why) => {
    const text = 'é'.repeat((size - (size % 2) - 4) / 2) + (size % 2 === 1 ? 'x' : '');
    expect(whyItemNotStorable({ text: { S: text } })).toBe(why);
  });
});

describe('two profiles', () => {
  const profile = {
    ...{ username: 'a', name: 'A', email: 'a@example.com', created: '2024-01-01T00:00:00Z', pending: false },
    ...{ staffInfo: { isStaff: false, hasSudoRights: false }, activated: true, mfaConfigured: false },
  };

  it('do not differ by what only one of them shows', () => {
    const shown = { ...profile, stripeCustomerId: 'cus_1' };
    expect(mergeProfiles(profile, shown)).toEqual({ profile: shown, differ: false });
    expect(mergeProfiles(shown, profile)).toEqual({ profile: shown, differ: false });
  });

  it('differ by any other field that only one of them has', () => {
    const later = { ...profile, lastSeen: '2025-01-01T00:00:00Z' };
    expect(mergeProfiles(profile, { ...later, jobTitle: 'x' })).toEqual({
      profile: { ...later, jobTitle: 'x' },
      differ: true,
    });
    expect(mergeProfiles({ ...later, jobTitle: 'x' }, later).profile).toEqual({ ...later, jobTitle: 'x' });
  });
});
