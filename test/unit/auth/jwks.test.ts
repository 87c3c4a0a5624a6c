import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createJwks,
  type FindKeys,
  JwksUnavailableError,
  REFETCH_INTERVAL_MS,
  RETRY_INTERVAL_MS,
  STALENESS_BOUND_MS,
} from '../../../lib/auth/jwks.ts';
import { readKeySet, type SigningKey } from '../../../lib/auth/key-set.ts';
import { createTestIssuer } from '../../support/tokens.ts';

let old: SigningKey;
let rotated: SigningKey;
beforeAll(async () => {
  const keys = [await createTestIssuer('old'), await createTestIssuer('new')].map(({ jwk }) => jwk);
  const [first, second] = readKeySet({ keys });
  if (first === undefined || second === undefined) throw new Error('the keys of tests are usable');
  [old, rotated] = [first, second];
});

describe("the issuer's keys", () => {
  let now: number;
  let findKeys: FindKeys;
  const fetchKeys = vi.fn<() => Promise<readonly SigningKey[]>>();
  beforeEach(() => {
    now = 1_000_000;
    fetchKeys.mockReset().mockResolvedValue([old]);
    findKeys = createJwks('https://login.example.com', fetchKeys, () => now);
  });
  const find = (kid: string) => findKeys({ alg: 'ES256', kid });
  const outage = () => fetchKeys.mockRejectedValue(new Error('down'));

  test('are fetched once and kept', async () => {
    await Promise.all([find('old'), find('old'), find('old')]);
    await find('old');
    expect(fetchKeys).toHaveBeenCalledTimes(1);
  });

  test('are fetched at most once in ten seconds, however many unknown keys are asked for', async () => {
    for (let kid = 0; kid < 50; kid++) await expect(find(`kid-${kid}`)).resolves.toEqual([]);
    expect(fetchKeys).toHaveBeenCalledTimes(1);
    now += REFETCH_INTERVAL_MS;
    await Promise.all([0, 1, 2].map((kid) => expect(find(`kid-${kid}`)).resolves.toEqual([])));
    expect(fetchKeys).toHaveBeenCalledTimes(2);
    await expect(find('old')).resolves.toEqual([old]);
  });

  test('have a new key after ten seconds, and a withdrawn one no longer', async () => {
    await find('old');
    fetchKeys.mockResolvedValue([rotated]);
    now += REFETCH_INTERVAL_MS;
    await expect(find('new')).resolves.toEqual([rotated]);
    await expect(find('old')).resolves.toEqual([]);
  });

  test('outlive an outage until the staleness bound', async () => {
    await find('old');
    outage();
    now += STALENESS_BOUND_MS - 1;
    await expect(find('old')).resolves.toEqual([old]);
    now += 1;
    await expect(find('old')).rejects.toThrow(JwksUnavailableError);
  });

  test('are fetched anew after an hour, so that a withdrawn key ends', async () => {
    await find('old');
    fetchKeys.mockResolvedValue([rotated]);
    now += 3_600_000;
    await expect(find('old')).resolves.toEqual([]);
  });

  test('that cannot be fetched are an outage, tried again after a second', async () => {
    outage();
    await expect(find('old')).rejects.toThrow(JwksUnavailableError);
    await expect(find('old')).rejects.toThrow(JwksUnavailableError);
    expect(fetchKeys).toHaveBeenCalledTimes(1);
    now += RETRY_INTERVAL_MS;
    fetchKeys.mockResolvedValue([old]);
    await expect(find('old')).resolves.toEqual([old]);
  });

  test('are an outage, not a denial, when an unknown key is asked for while they cannot be fetched', async () => {
    await find('old');
    outage();
    now += REFETCH_INTERVAL_MS;
    await expect(find('new')).rejects.toThrow(JwksUnavailableError);
    await expect(find('old')).resolves.toEqual([old]);
  });

  test('are asked for anew a second after a fetch has failed, not ten', async () => {
    await find('old');
    outage();
    now += 10_000;
    await expect(find('new')).rejects.toThrow(JwksUnavailableError);
    now += 999;
    await expect(find('new')).rejects.toThrow(JwksUnavailableError);
    expect(fetchKeys).toHaveBeenCalledTimes(2);
    fetchKeys.mockResolvedValue([old, rotated]);
    now += 1;
    await expect(find('new')).resolves.toEqual([rotated]);
    expect(fetchKeys).toHaveBeenCalledTimes(3);
  });

  test('are asked for an unknown key ten seconds after the last time, and not a millisecond before', async () => {
    await find('old');
    fetchKeys.mockResolvedValue([old, rotated]);
    now += 9_999;
    await expect(find('new')).resolves.toEqual([]);
    now += 1;
    await expect(find('new')).resolves.toEqual([rotated]);
  });

  test('are all given when several have the same id', async () => {
    fetchKeys.mockResolvedValue([old, rotated, old]);
    await expect(find('old')).resolves.toEqual([old, old]);
    expect(fetchKeys).toHaveBeenCalledTimes(1);
  });

  test('that cannot be fetched say why, to the log', async () => {
    const cause = new Error('down');
    fetchKeys.mockRejectedValue(cause);
    await expect(find('old')).rejects.toMatchObject({
      name: 'JwksUnavailableError',
      code: 'jwks-unavailable',
      message: 'the keys of the issuer https://login.example.com cannot be fetched',
      cause,
    });
  });
});
