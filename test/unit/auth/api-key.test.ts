import { describe, expect, test, vi } from 'vitest';
import type { UseRecording } from '../../../lib/auth/record-use.ts';
import { verifyApiKey } from '../../../lib/auth/verify-api-key.ts';
import { formatApiKey, generateApiKey, hashApiKey, isWellFormedApiKey } from '../../../lib/contract/api-key.ts';
import type { ApiKeyItem } from '../../../lib/table/items.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const item: ApiKeyItem = {
  keyId: 7,
  organizationId: 12,
  name: 'ci',
  role: 'member',
  created: '2025-01-01T00:00:00Z',
};

const refused = (rule: string) => ({ denial: 'invalidApiKey', rule });

describe('a well-formed API key', () => {
  test('is one that was generated', () => {
    const key = generateApiKey();
    expect(key).toMatch(/^ei_org_[0-9A-Za-z]{46}$/);
    expect(isWellFormedApiKey(key)).toBe(true);
    expect(generateApiKey()).not.toBe(key);
  });

  test('ends in the CRC-32 of the rest, in base62', () => {
    expect(formatApiKey('0123456789abcdefghijABCDEFGHIJ0123456789')).toBe(
      'ei_org_0123456789abcdefghijABCDEFGHIJ01234567893AhwYL',
    );
  });

  test("is a customer's own of 32 to 256 characters", () => {
    expect(isWellFormedApiKey(`ei_${'a'.repeat(29)}`)).toBe(true);
    expect(isWellFormedApiKey(`ei_${'a'.repeat(253)}`)).toBe(true);
    expect(isWellFormedApiKey('ei_Az09._~+/=-Az09._~+/=-Az09._~+')).toBe(true);
  });

  test('is no key that is too short, too long, of another prefix or alphabet', () => {
    for (const key of [
      '',
      'ei_',
      `ei_${'a'.repeat(28)}`,
      `ei_${'a'.repeat(254)}`,
      `EI_${'a'.repeat(40)}`,
      `xei_${'a'.repeat(40)}`,
      formatApiKey('a'.repeat(39)),
      formatApiKey('a'.repeat(41)),
      formatApiKey(`${'a'.repeat(39)}-`),
      `${formatApiKey('a'.repeat(40))}\n`,
      ` ei_${'a'.repeat(40)}`,
      `ei_${'a'.repeat(40)}\n`,
      `ei_${'a'.repeat(30)} a`,
      `ei_${'a'.repeat(30)}\0`,
      `ei_${'ä'.repeat(30)}`,
    ]) {
      expect(isWellFormedApiKey(key), JSON.stringify(key)).toBe(false);
    }
  });

  test('is no generated key with a changed character', () => {
    const key = formatApiKey('0123456789abcdefghijABCDEFGHIJ0123456789');
    for (let index = 'ei_org_'.length; index < key.length; index++) {
      const changed = key.slice(0, index) + (key.charAt(index) === 'x' ? 'y' : 'x') + key.slice(index + 1);
      expect(isWellFormedApiKey(changed), changed).toBe(false);
    }
    expect(isWellFormedApiKey(key.slice(0, -1))).toBe(false);
    expect(isWellFormedApiKey(`${key}0`)).toBe(false);
  });
});

describe('an API key', () => {
  const key = generateApiKey();
  const verify = (stored: ApiKeyItem | undefined) => verifyApiKey(key, async () => stored, NOW);

  test('is looked up by its SHA-256 and becomes the principal of its organization', async () => {
    const readApiKey = vi.fn(async () => item);
    expect(await verifyApiKey(key, readApiKey, NOW)).toEqual({
      principalKind: 'apiKey',
      keyId: 7,
      organizationId: 12,
      role: 'member',
    });
    expect(readApiKey).toHaveBeenCalledExactlyOnceWith(hashApiKey(key));
    expect(hashApiKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('is refused unread when it is malformed', async () => {
    const readApiKey = vi.fn(async () => item);
    expect(await verifyApiKey('ei_short', readApiKey, NOW)).toEqual(refused('key-format'));
    expect(readApiKey).not.toHaveBeenCalled();
  });

  test('is refused when it is unknown, revoked or expired, to the second', async () => {
    expect(await verify(undefined)).toEqual(refused('key-unknown'));
    expect(await verify({ ...item, revoked: '2025-12-31T23:59:59Z' })).toEqual(refused('key-revoked'));
    expect(await verify({ ...item, expiresAt: NOW / 1000 })).toEqual(refused('key-expired'));
    expect(await verify({ ...item, expiresAt: NOW / 1000 + 1 })).toMatchObject({ keyId: 7 });
  });

  test('is not refused when it could not be looked up', async () => {
    const outage = new Error('outage');
    await expect(verifyApiKey(key, () => Promise.reject(outage), NOW)).rejects.toBe(outage);
  });
});

describe('the use of an API key', () => {
  const key = generateApiKey();
  const HOUR = 60 * 60 * 1000;
  const ago = (milliseconds: number) => new Date(NOW - milliseconds).toISOString();
  const useKey = async (lastUsed: string | undefined, changes: Partial<UseRecording> = {}) => {
    const writeLastUsed = vi.fn<UseRecording['writeLastUsed']>(async () => true);
    const readApiKey = async () => (lastUsed === undefined ? item : { ...item, lastUsed });
    const recording = {
      writeLastUsed,
      onUnrecorded: (error: unknown) => expect.unreachable(String(error)),
      ...changes,
    };
    const decision = await verifyApiKey(key, readApiKey, NOW, recording);
    expect(decision).toMatchObject({ keyId: 7 });
    return writeLastUsed.mock.calls.map(([hash, now, before]) => [hash, now, before]);
  };

  test('is recorded the first time, and then once an hour', async () => {
    expect(await useKey(undefined)).toEqual([[hashApiKey(key), new Date(NOW).toISOString(), undefined]]);
    expect(await useKey(ago(HOUR))).toEqual([[hashApiKey(key), new Date(NOW).toISOString(), ago(HOUR)]]);
    expect(await useKey(ago(HOUR - 1))).toEqual([]);
    expect(await useKey(ago(0))).toEqual([]);
    // By the clock of whoever recorded it
    expect(await useKey(ago(-HOUR))).toEqual([]);
  });

  test('is not recorded when the key is refused', async () => {
    const writeLastUsed = vi.fn(async () => true);
    for (const stored of [undefined, { ...item, revoked: ago(HOUR) }, { ...item, expiresAt: NOW / 1000 }]) {
      await verifyApiKey(key, async () => stored, NOW, {
        writeLastUsed,
        onUnrecorded: (error) => expect.unreachable(String(error)),
      });
    }
    expect(writeLastUsed).not.toHaveBeenCalled();
  });

  test('refuses nobody when it cannot be recorded, and somebody is told', async () => {
    const outage = new Error('outage');
    const onUnrecorded = vi.fn();
    await useKey(undefined, { writeLastUsed: () => Promise.reject(outage), onUnrecorded });
    expect(onUnrecorded).toHaveBeenCalledExactlyOnceWith(outage);
  });

  test('holds up nobody for longer than 100 ms, whatever becomes of the writing', async () => {
    const onUnrecorded = vi.fn();
    const controller = new AbortController();
    const limit = vi.fn(() => controller.signal);
    const writeLastUsed = vi.fn((..._: Parameters<UseRecording['writeLastUsed']>) => {
      queueMicrotask(() => controller.abort('over'));
      return new Promise(() => {});
    });
    await useKey(undefined, { writeLastUsed, onUnrecorded, limit });
    expect(limit).toHaveBeenCalledExactlyOnceWith(100);
    expect(writeLastUsed.mock.calls[0]?.[3]).toBe(controller.signal);
    expect(onUnrecorded).toHaveBeenCalledExactlyOnceWith('over');
  });
});
