import { isDeepStrictEqual } from 'node:util';
import { RESTRICTED_FIELDS } from '../../organizations/visibility.ts';
import type { UserProfile } from '../../table/items.ts';

/** What is told of a user who has several profiles in the input. */
export const DIFFERENT_PROFILES = 'different profiles of one user: the one that was seen last is taken';

const privateFields: ReadonlySet<string> = new Set(RESTRICTED_FIELDS.billing);

/** Whether a field may be absent because whoever the answer was for does not see it. Of every other field, absent means none. */
export const isPrivate = (field: string): boolean => privateFields.has(field);

/** Milliseconds since 1970; of two profiles the one with the later time is the newer. A user never seen is the oldest. */
export const seenAt = ({ lastSeen }: { readonly lastSeen?: string | undefined }): number =>
  lastSeen === undefined ? Number.NEGATIVE_INFINITY : Date.parse(lastSeen);

/**
 * One profile of two that stand in different places of the input: the newer one, of equally new ones the first, and what
 * only the other one shows of the private fields.
 */
export const mergeProfiles = (first: UserProfile, second: UserProfile): { profile: UserProfile; differ: boolean } => {
  const [winner, loser] = seenAt(second) > seenAt(first) ? [second, first] : [first, second];
  const shown = Object.entries(loser).filter(([field]) => isPrivate(field));
  const differ = Object.keys({ ...winner, ...loser }).some((field) => {
    const [one, other] = [fieldOf(winner, field), fieldOf(loser, field)];
    return !(isPrivate(field) && (one === undefined || other === undefined)) && !isDeepStrictEqual(one, other);
  });
  return { profile: { ...Object.fromEntries(shown), ...winner }, differ };
};

const fieldOf = (profile: UserProfile, field: string): unknown =>
  new Map<string, unknown>(Object.entries(profile)).get(field);
