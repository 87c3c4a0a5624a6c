import type { ApiKeyItem } from '../table/items.ts';

/** At most so often a key's use is recorded, in milliseconds. */
const INTERVAL_MS = 60 * 60 * 1000;

/** What a request waits at most for it to be recorded, in milliseconds. */
const LIMIT_MS = 100;

/**
 * Writes when a key was last used, if it was `before` until now.
 * @param hash the key's, see `hashApiKey`
 * @param lastUsed ISO 8601
 * @param signal ends the attempt
 */
type WriteLastUsed = (
  hash: string,
  lastUsed: string,
  before: string | undefined,
  signal: AbortSignal,
) => Promise<unknown>;

export type UseRecording = {
  readonly writeLastUsed: WriteLastUsed;
  /** Is told why a use was not recorded; nobody is refused for it. */
  readonly onUnrecorded: (error: unknown) => void;
  /** The signal that ends an attempt after so many milliseconds. */
  readonly limit?: (milliseconds: number) => AbortSignal;
};

/**
 * Records that a key is used, at most once an hour and for at most 100 ms. It never throws.
 *
 * It is to be awaited, because Lambda freezes the process after its answer and with it whatever is still under way.
 * @param now milliseconds since 1970
 */
export const recordUse = async (
  hash: string,
  { lastUsed }: ApiKeyItem,
  now: number,
  { writeLastUsed, onUnrecorded, limit = AbortSignal.timeout }: UseRecording,
): Promise<void> => {
  if (lastUsed !== undefined && now - Date.parse(lastUsed) < INTERVAL_MS) return;
  const signal = limit(LIMIT_MS);
  try {
    // Raced, for an SDK that waits between two attempts hears of no signal until it has waited
    await Promise.race([writeLastUsed(hash, new Date(now).toISOString(), lastUsed, signal), abortOf(signal)]);
  } catch (error) {
    onUnrecorded(error);
  }
};

const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
