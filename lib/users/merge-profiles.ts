import { isDeepStrictEqual } from 'node:util';
import type { UserProfile } from '../table/items.ts';

/** A user's profile as one place in the file has it. */
export type WantedProfile = {
  readonly profile: UserProfile;
  /**
   * Fields whose value is not known if they are absent: hidden from the file's viewer, or unreadable. An absent field
   * that is not in this set has no value.
   */
  readonly unknown: ReadonlySet<string>;
};

/**
 * When a profile was last seen, in milliseconds since 1970. The later profile is the newer one. Absent: older than any
 * other.
 */
export const seenAt = (lastSeen: string | undefined): number =>
  lastSeen === undefined ? Number.NEGATIVE_INFINITY : Date.parse(lastSeen);

/**
 * Merges two profiles of a user. The newer one wins; if both are equally new, the first. Fields whose value the winner
 * does not know come from the other one.
 * @returns the merged profile, and whether the two differ in a field that both know
 */
export const mergeProfiles = (first: WantedProfile, second: WantedProfile): WantedProfile & { differ: boolean } => {
  const isNewer = seenAt(second.profile.lastSeen) > seenAt(first.profile.lastSeen);
  const [winner, loser] = isNewer ? [second, first] : [first, second];
  const filled = Object.entries(loser.profile).filter(([field]) => winner.unknown.has(field));
  const differ = Object.keys({ ...winner.profile, ...loser.profile }).some((field) => {
    const [one, other] = [fieldOf(winner.profile, field), fieldOf(loser.profile, field)];
    const isSilent =
      (one === undefined && winner.unknown.has(field)) || (other === undefined && loser.unknown.has(field));
    return !isSilent && !isDeepStrictEqual(one, other);
  });
  return {
    profile: { ...winner.profile, ...Object.fromEntries(filled) },
    unknown: new Set([...winner.unknown].filter((field) => loser.unknown.has(field))),
    differ,
  };
};

const fieldOf = (profile: UserProfile, field: string): unknown =>
  new Map<string, unknown>(Object.entries(profile)).get(field);
