import type { ErrorCode } from '../contract/errors.ts';
import { type SigningKey, selectKeys } from './key-set.ts';
import type { TokenHeader } from './read-token.ts';

/**
 * How long fetched keys are used: the longest time that a withdrawn key is still trusted, and that tokens are still
 * accepted while the issuer does not respond. In milliseconds.
 */
export const STALENESS_BOUND_MS = 60 * 60 * 1000;

/** Tokens with unknown key ids cause at most one fetch in this time. In milliseconds. */
export const REFETCH_INTERVAL_MS = 10 * 1000;

/**
 * The time between a failed fetch and the next one, in milliseconds. It is short, because after a failure at a cold
 * start no token can be checked until then.
 */
export const RETRY_INTERVAL_MS = 1000;

/** The issuer's keys cannot be fetched. This says nothing about the token. */
export class JwksUnavailableError extends Error {
  readonly code: ErrorCode = 'jwks-unavailable';
  override readonly name = 'JwksUnavailableError';
}

/**
 * Finds the issuer's keys for a token's header; an empty array if there are none.
 * @throws JwksUnavailableError
 */
export type FindKeys = (header: TokenHeader) => Promise<readonly SigningKey[]>;

type KeySet = { readonly keys: readonly SigningKey[]; readonly fetchedAt: number };

/**
 * Caches an issuer's keys in memory. They are fetched when there are none, when they are older than the staleness
 * bound, and when a token has an unknown key id.
 * @param issuer the name used in error messages
 * @param fetchKeys must bound its time and size; any error means that the keys are unavailable
 * @param now milliseconds since 1970
 */
export const createJwks = (
  issuer: string,
  fetchKeys: () => Promise<readonly SigningKey[]>,
  now: () => number,
): FindKeys => {
  let known: KeySet | undefined;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let pending: Promise<KeySet> | undefined;

  const unavailable = (cause: unknown) =>
    new JwksUnavailableError(`the keys of the issuer ${issuer} cannot be fetched`, { cause });

  const fetchKeySet = async (): Promise<KeySet> => {
    attemptedAt = now();
    try {
      known = { keys: await fetchKeys(), fetchedAt: attemptedAt };
      failure = undefined;
      return known;
    } catch (error) {
      failure = error;
      throw unavailable(error);
    } finally {
      pending = undefined;
    }
  };

  /**
   * The newest key set that the fetch limits allow: newly fetched, currently being fetched, or fetched a moment ago.
   */
  const newestKeySet = async (): Promise<KeySet> => {
    if (pending !== undefined) return pending;
    const elapsed = now() - attemptedAt;
    if (failure !== undefined && elapsed < RETRY_INTERVAL_MS) throw unavailable(failure);
    if (failure === undefined && known !== undefined && elapsed < REFETCH_INTERVAL_MS) return known;
    pending = fetchKeySet();
    return pending;
  };

  return async ({ kid, alg }) => {
    const keySet = known !== undefined && now() - known.fetchedAt < STALENESS_BOUND_MS ? known : await newestKeySet();
    const found = selectKeys(keySet.keys, kid, alg);
    return found.length > 0 ? found : selectKeys((await newestKeySet()).keys, kid, alg);
  };
};
