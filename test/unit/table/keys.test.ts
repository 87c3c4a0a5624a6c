import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BrokenItemError } from '../../../lib/table/errors.ts';
import * as keys from '../../../lib/table/keys.ts';

const id = fc.maxSafeNat();

describe('ids in keys', () => {
  test('sort as text in the order of the numbers', () => {
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(keys.padId(a) < keys.padId(b)).toBe(a < b);
      }),
    );
  });

  test('come back from every key that ends in one', () => {
    fc.assert(
      fc.property(id, id, (first, second) => {
        expect(keys.idInKey(keys.organizationPartition(first))).toBe(first);
        expect(keys.idInKey(keys.userPartition(first))).toBe(first);
        expect(keys.idInKey(keys.memberKey(first, second).SK)).toBe(second);
        expect(keys.idInKey(keys.projectKey(first, second).SK)).toBe(second);
      }),
    );
  });

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%s is no id', (number) => {
    expect(() => keys.padId(number)).toThrow(RangeError);
  });

  test.each([
    'ORG',
    'ORG#',
    'ORG#TRIAL#0000000000000012',
    'ORG#12',
    'ORG#00000000000000012',
    'ORG#000000000000001x',
    'ORG#9999999999999999',
  ])('no id is read from %s', (key) => {
    expect(() => keys.idInKey(key)).toThrow(new BrokenItemError(key, 'the key', 'one that ends in a padded id'));
  });
});

describe('the key of an item', () => {
  test('is found in it, and empty where it is missing or of another type', () => {
    const key = { PK: { S: 'a' }, SK: { S: 'b' } };
    expect(keys.keyOf({ ...key, GSI1PK: { S: 'c' } })).toStrictEqual({ PK: 'a', SK: 'b' });
    expect(keys.keyOf({})).toStrictEqual({ PK: '', SK: '' });
    expect(keys.keyOf({ PK: { N: '1' }, SK: { N: '1' } })).toStrictEqual({ PK: '', SK: '' });
  });
});

describe('keys', () => {
  test('are the documented ones', () => {
    expect(keys.organizationKey(12)).toStrictEqual({ PK: 'ORG#0000000000000012', SK: 'ORG' });
    expect(keys.memberKey(12, 34)).toStrictEqual({ PK: 'ORG#0000000000000012', SK: 'MEMBER#0000000000000034' });
    expect(keys.projectKey(12, 56)).toStrictEqual({ PK: 'ORG#0000000000000012', SK: 'PROJECT#0000000000000056' });
    expect(keys.userKey(34)).toStrictEqual({ PK: 'USER#0000000000000034', SK: 'USER' });
    expect(keys.apiKeyKey('ab12')).toStrictEqual({ PK: 'KEY#ab12', SK: 'KEY' });
  });

  test('put an organization and its members before its projects, which projects=false relies on', () => {
    const sortKeys = [keys.projectKey(1, 0), keys.organizationKey(1), keys.memberKey(1, Number.MAX_SAFE_INTEGER)];
    expect(sortKeys.map(({ SK }) => SK.split('#')[0]).sort()).toStrictEqual(['MEMBER', 'ORG', 'PROJECT']);
  });
});
