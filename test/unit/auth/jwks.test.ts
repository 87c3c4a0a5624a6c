import type { JSONWebKeySet } from 'jose';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createJwks,
  type FindKey,
  JwksUnavailableError,
  REFETCH_INTERVAL_MS,
  RETRY_INTERVAL_MS,
  STALENESS_BOUND_MS,
} from '../../../lib/auth/jwks.ts';
import { createTestIssuer } from '../../support/tokens.ts';

let old: JSONWebKeySet['keys'][number];
let rotated: JSONWebKeySet['keys'][number];
beforeAll(async () => {
  old = (await createTestIssuer('old')).jwk;
  rotated = (await createTestIssuer('new')).jwk;
});

describe("the issuer's keys", () => {
  let now: number;
  let findKey: FindKey;
  const fetchJwks = vi.fn<() => Promise<JSONWebKeySet>>();
  beforeEach(() => {
    now = 1_000_000;
    fetchJwks.mockReset().mockResolvedValue({ keys: [old] });
    findKey = createJwks(fetchJwks, () => now);
  });
  const find = (kid: string) => findKey({ alg: 'ES256', kid }, { payload: '', signature: '' });
  const outage = () => fetchJwks.mockRejectedValue(new Error('down'));

  test('are fetched once and kept', async () => {
    await Promise.all([find('old'), find('old'), find('old')]);
    await find('old');
    expect(fetchJwks).toHaveBeenCalledTimes(1);
  });

  test('are fetched at most once in ten seconds, however many unknown keys are asked for', async () => {
    for (let kid = 0; kid < 50; kid++) await expect(find(`kid-${kid}`)).rejects.toThrow('no applicable key');
    expect(fetchJwks).toHaveBeenCalledTimes(1);
    now += REFETCH_INTERVAL_MS;
    await Promise.all([0, 1, 2].map((kid) => expect(find(`kid-${kid}`)).rejects.toThrow('no applicable key')));
    expect(fetchJwks).toHaveBeenCalledTimes(2);
    await expect(find('old')).resolves.toBeDefined();
  });

  test('have a new key after ten seconds, and a withdrawn one no longer', async () => {
    await find('old');
    fetchJwks.mockResolvedValue({ keys: [rotated] });
    now += REFETCH_INTERVAL_MS;
    await expect(find('new')).resolves.toBeDefined();
    await expect(find('old')).rejects.toThrow('no applicable key');
  });

  test('outlive an outage until the staleness bound', async () => {
    await find('old');
    outage();
    now += STALENESS_BOUND_MS - 1;
    await expect(find('old')).resolves.toBeDefined();
    now += 1;
    await expect(find('old')).rejects.toThrow(JwksUnavailableError);
  });

  test('are fetched anew at the staleness bound, so that a withdrawn key ends', async () => {
    await find('old');
    fetchJwks.mockResolvedValue({ keys: [rotated] });
    now += STALENESS_BOUND_MS;
    await expect(find('old')).rejects.toThrow('no applicable key');
  });

  test('that cannot be fetched are an outage, tried again after a second', async () => {
    outage();
    await expect(find('old')).rejects.toThrow(JwksUnavailableError);
    await expect(find('old')).rejects.toThrow(JwksUnavailableError);
    expect(fetchJwks).toHaveBeenCalledTimes(1);
    now += RETRY_INTERVAL_MS;
    fetchJwks.mockResolvedValue({ keys: [old] });
    await expect(find('old')).resolves.toBeDefined();
  });

  test('are an outage, not a denial, when an unknown key is asked for while they cannot be fetched', async () => {
    await find('old');
    outage();
    now += REFETCH_INTERVAL_MS;
    await expect(find('new')).rejects.toThrow(JwksUnavailableError);
    await expect(find('old')).resolves.toBeDefined();
  });

  test('are asked for anew a second after a fetch has failed, not ten', async () => {
    await find('old');
    outage();
    now += 10_000;
    await expect(find('new')).rejects.toThrow(JwksUnavailableError);
    now += 999;
    await expect(find('new')).rejects.toThrow(JwksUnavailableError);
    expect(fetchJwks).toHaveBeenCalledTimes(2);
    fetchJwks.mockResolvedValue({ keys: [old, rotated] });
    now += 1;
    await expect(find('new')).resolves.toBeDefined();
    expect(fetchJwks).toHaveBeenCalledTimes(3);
  });

  test('are asked for an unknown key ten seconds after the last time, and not a millisecond before', async () => {
    await find('old');
    fetchJwks.mockResolvedValue({ keys: [old, rotated] });
    now += 9_999;
    await expect(find('new')).rejects.toThrow('no applicable key');
    now += 1;
    await expect(find('new')).resolves.toBeDefined();
  });

  test('are not asked for again when they cannot tell two keys apart', async () => {
    fetchJwks.mockResolvedValue({ keys: [old, old] });
    now += 10_000;
    await expect(find('old')).rejects.toThrow('multiple matching keys');
    now += 10_000;
    await expect(find('old')).rejects.toThrow('multiple matching keys');
    expect(fetchJwks).toHaveBeenCalledTimes(1);
  });

  test('that cannot be fetched say why, to the log', async () => {
    const cause = new Error('down');
    fetchJwks.mockRejectedValue(cause);
    await expect(find('old')).rejects.toMatchObject({
      name: 'JwksUnavailableError',
      code: 'jwks-unavailable',
      message: 'the issuer does not give its keys',
      cause,
    });
  });

  test('are an outage when they are no key set', async () => {
    fetchJwks.mockResolvedValue(JSON.parse('{"keys":"none"}'));
    await expect(find('old')).rejects.toThrow(JwksUnavailableError);
  });
});
