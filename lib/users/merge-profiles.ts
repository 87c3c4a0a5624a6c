import { isDeepStrictEqual } from 'node:util';
import type { UserProfile } from '../table/items.ts';

/** What a file says of a user, in one place. */
export type WantedProfile = {
  readonly profile: UserProfile;
  /** Fields whose absence says nothing: hidden from whoever took the file, or unreadable. Absent means none for all others. */
  readonly unknown: ReadonlySet<string>;
};

/** Milliseconds since 1970; of two profiles the one with the later time is the newer. A user never seen is the oldest. */
export const seenAt = (lastSeen: string | undefined): number =>
  lastSeen === undefined ? Number.NEGATIVE_INFINITY : Date.parse(lastSeen);

/**
 * One profile of two that a file has of a user: the newer one, of equally new ones the first, and what only the other one
 * says where the newer one says nothing.
 * @returns also whether the two differ by more than what one of them does not say
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
