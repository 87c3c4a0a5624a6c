import type { ApiKeyItem } from '../table/items.ts';

/** The shortest time between two records of a key's use, in milliseconds. */
const INTERVAL_MS = 60 * 60 * 1000;

/** The longest time that a request waits for the record, in milliseconds. */
const LIMIT_MS = 100;

/**
 * Writes the time of a key's last use, on condition that the stored one is still `before`.
 * @param hash of the key, see `hashApiKey`
 * @param lastUsed ISO 8601
 * @param before ISO 8601; undefined if the key was never used
 * @param signal cancels the attempt
 */
type WriteLastUsed = (
  hash: string,
  lastUsed: string,
  before: string | undefined,
  signal: AbortSignal,
) => Promise<unknown>;

export type UseRecording = {
  readonly writeLastUsed: WriteLastUsed;
  /** Called with the error when a use could not be recorded. The request continues. */
  readonly onUnrecorded: (error: unknown) => void;
  /** Creates the signal that cancels an attempt after a number of milliseconds. Absent: `AbortSignal.timeout`. */
  readonly limit?: (milliseconds: number) => AbortSignal;
};

/**
 * Records that a key was used, at most once an hour. It takes at most 100 ms and never throws.
 *
 * Await it before responding: Lambda freezes the process after the response, and pending writes with it.
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
    // The SDK does not react to the signal while it waits between two attempts, hence the race
    await Promise.race([writeLastUsed(hash, new Date(now).toISOString(), lastUsed, signal), abortOf(signal)]);
  } catch (error) {
    onUnrecorded(error);
  }
};

const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
