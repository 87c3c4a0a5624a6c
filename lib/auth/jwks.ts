import type { ErrorCode } from '../contract/errors.ts';
import { type SigningKey, selectKeys } from './key-set.ts';
import type { TokenHeader } from './read-token.ts';

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

/** The issuer's keys that a token's header asks for; none if there is no such key. @throws JwksUnavailableError */
export type FindKeys = (header: TokenHeader) => Promise<readonly SigningKey[]>;

type KeySet = { readonly keys: readonly SigningKey[]; readonly fetchedAt: number };

/**
 * The issuer's keys, kept in memory. They are fetched when there are none, when they reached the staleness bound, and
 * when a token names one that is not among them.
 * @param issuer for the error's message
 * @param fetchKeys fetches the keys, bounded in time and size; whatever it throws counts as unavailable
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
    new JwksUnavailableError(`the issuer ${issuer} does not give its keys`, { cause });

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

  /** The newest keys that may be had now: fetched, being fetched, or fetched a moment ago. */
  const newestKeySet = async (): Promise<KeySet> => {
    if (pending !== undefined) return pending;
    const elapsed = now() - attemptedAt;
    if (failure !== undefined && elapsed < RETRY_INTERVAL_MS) throw unavailable(failure);
    if (failure === undefined && known !== undefined && elapsed < REFETCH_INTERVAL_MS) return known;
    pending = fetchKeySet();
    return pending;
  };

  return async ({ kid, alg }) => {
    const atHand = known !== undefined && now() - known.fetchedAt < STALENESS_BOUND_MS ? known : await newestKeySet();
    const found = selectKeys(atHand.keys, kid, alg);
    return found.length > 0 ? found : selectKeys((await newestKeySet()).keys, kid, alg);
  };
};
