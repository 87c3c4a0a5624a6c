import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from 'jose';
import type { ErrorCode } from '../contract/errors.ts';

/** A key that was withdrawn by the issuer is trusted for at most this long, and so is an issuer that does not answer. */
export const STALENESS_BOUND_MS = 60 * 60 * 1000;

/** Unknown key ids cause at most one fetch in this time, however many there are. */
export const REFETCH_INTERVAL_MS = 10 * 1000;

/** After a failed fetch the next may be sooner, or a hiccup at a cold start would lock everybody out. */
export const RETRY_INTERVAL_MS = 1000;

/** The issuer's keys are not to be had. It says nothing about the token. */
export class JwksUnavailableError extends Error {
  readonly code: ErrorCode = 'jwks-unavailable';
  override readonly name = 'JwksUnavailableError';
}

/** Picks the key for a token. @throws JwksUnavailableError, or a JOSEError when the issuer has no such key */
export type FindKey = (header: JWSHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>;

type KeySet = { readonly find: FindKey; readonly fetchedAt: number };

/**
 * The issuer's keys, kept in memory. They are fetched when there are none, when they reached the staleness bound, and
 * when a token names one that is not among them.
 * @param fetchJwks fetches the key set, bounded in time and size; whatever it throws counts as unavailable
 * @param now milliseconds since 1970
 */
export const createJwks = (fetchJwks: () => Promise<JSONWebKeySet>, now: () => number): FindKey => {
  let keys: KeySet | undefined;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let pending: Promise<KeySet> | undefined;

  const fetchKeys = async (): Promise<KeySet> => {
    attemptedAt = now();
    try {
      keys = { find: createLocalJWKSet(await fetchJwks()), fetchedAt: attemptedAt };
      failure = undefined;
      return keys;
    } catch (error) {
      failure = error;
      throw unavailable(error);
    } finally {
      pending = undefined;
    }
  };

  /** The newest keys that may be had now: fetched, being fetched, or fetched a moment ago. */
  const newestKeys = async (): Promise<KeySet> => {
    if (pending !== undefined) return pending;
    const elapsed = now() - attemptedAt;
    if (failure !== undefined && elapsed < RETRY_INTERVAL_MS) throw unavailable(failure);
    if (failure === undefined && keys !== undefined && elapsed < REFETCH_INTERVAL_MS) return keys;
    pending = fetchKeys();
    return pending;
  };

  return async (header, token) => {
    const known = keys !== undefined && now() - keys.fetchedAt < STALENESS_BOUND_MS ? keys : await newestKeys();
    try {
      return await known.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return (await newestKeys()).find(header, token);
    }
  };
};

const unavailable = (cause: unknown) => new JwksUnavailableError('the issuer does not give its keys', { cause });
