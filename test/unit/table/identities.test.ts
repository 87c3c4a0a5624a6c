import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hashIdentity } from '../../../lib/contract/identity.ts';
import { encodeIdentity } from '../../../lib/table/encode.ts';
import { decodeIdentity } from '../../../lib/table/items.ts';

const IDENTITY = { issuer: 'https://login.example.com', claim: 'sub', value: 'auth0|1' };

describe('an identity', () => {
  test('is stored under the hash of its JSON text, and found under its user', () => {
    const text = '["https://login.example.com","sub","auth0|1"]';
    const hash = createHash('sha256').update(text).digest('hex');
    expect(hashIdentity(IDENTITY)).toBe(hash);
    const item = { ...IDENTITY, userId: 12, created: '2026-01-01T00:00:00Z' };
    const attributes = encodeIdentity(item);
    expect(attributes).toMatchObject({
      PK: { S: `IDENTITY#${hash}` },
      SK: { S: 'IDENTITY' },
      GSI1PK: { S: 'USER#0000000000000012' },
      GSI1SK: { S: `IDENTITY#${hash}` },
    });
    expect(decodeIdentity(attributes)).toEqual(item);
  });

  test('is another one by any other byte, and by where its parts end', () => {
    const others = [
      { ...IDENTITY, issuer: 'https://login.example.com/' },
      { ...IDENTITY, claim: 'oid' },
      { ...IDENTITY, value: 'Auth0|1' },
      { ...IDENTITY, value: ' auth0|1' },
      { ...IDENTITY, claim: 'sub","auth0', value: '|1' },
      { ...IDENTITY, value: 'é' },
      { ...IDENTITY, value: 'e\u0301' },
      { ...IDENTITY, value: '\ud800' },
      { ...IDENTITY, value: '\\ud800' },
      { ...IDENTITY, value: '\ufffd' },
    ];
    expect(new Set([IDENTITY, ...others].map(hashIdentity)).size).toBe(1 + others.length);
  });

  test.each([{ value: '' }, { issuer: '' }, { claim: '' }, { userId: -1 }, { created: 'yesterday' }])(
    'is not stored with %j',
    (changes) => {
      const item = { ...IDENTITY, userId: 12, created: '2026-01-01T00:00:00Z', ...changes };
      expect(() => encodeIdentity(item)).toThrow();
    },
  );
});
