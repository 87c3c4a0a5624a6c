/** What an import may change of a user who is stored. */
import type { Attributes } from '../table/decode.ts';
import { type Differences, differencesOf } from '../table/differences.ts';
import { userProfileSchema } from '../table/items.ts';
import { seenAt } from './merge-profiles.ts';

/**
 * The fields that decide who somebody is, what they may do and what they pay. A file can be about any user, of any
 * organization; so an import changes these of users who exist only when it is told to.
 */
export const ACCOUNT_FIELDS = [
  'activated',
  'email',
  'hasPendingPayments',
  'idps',
  'mfaConfigured',
  'permissions',
  'staffInfo',
  'stripeCustomerId',
  'username',
] as const satisfies readonly (keyof typeof userProfileSchema.shape)[];

const isAccountField = (field: string): boolean => ACCOUNT_FIELDS.some((name) => name === field);

/** All others, such as `disabled` and `tokensValidFrom`, are never touched. */
const PROFILE_FIELDS = Object.keys(userProfileSchema.shape);

/** A user as a file has them. */
export type WantedUser = { readonly item: Attributes; readonly unknown: ReadonlySet<string> };

export type OverwriteOptions = {
  /** Whether {@link ACCOUNT_FIELDS} may be changed. */
  readonly accounts: boolean;
  /** Whether a profile of the same input was written before, which wins over an equally new one. */
  readonly isDecided: boolean;
  /** Whether a field may be stored nowhere because whoever took an earlier file did not see it. */
  readonly mayBeHidden: (field: string) => boolean;
};

export type Overwriting = {
  /** Undefined when nothing is to be changed. */
  readonly change: Differences | undefined;
  /** Whether the two say different things, and if so whose are taken. */
  readonly conflict: 'none' | 'won' | 'lost';
  /** The account fields that differ: those that are changed or, where accounts are not, those that are kept. */
  readonly accountFields: readonly string[];
};

/**
 * Decides what of a stored user is changed. Of two profiles the one that was seen last wins, of equally new ones the file's.
 * A field that is not stored, and may have been hidden before, is added in any case.
 */
export const overwriteProfile = (
  stored: Attributes,
  { item, unknown }: WantedUser,
  { accounts, isDecided, mayBeHidden }: OverwriteOptions,
): Overwriting => {
  const named = PROFILE_FIELDS.filter((name) => item[name] !== undefined || !unknown.has(name));
  const all = differencesOf(stored, item, named);
  const [before, after] = [seenAt(stored['lastSeen']?.S), seenAt(item['lastSeen']?.S)];
  const wins = after > before || (after === before && !isDecided);
  const isAddition = (field: string) => stored[field] === undefined && mayBeHidden(field);
  const meant = only(all, (field) => wins || isAddition(field));
  const isConflict = only(all, (field) => !isAddition(field)) !== undefined;
  return {
    change: only(meant, (field) => accounts || !isAccountField(field)),
    conflict: isConflict ? (wins ? 'won' : 'lost') : 'none',
    accountFields: namesOf(only(meant, isAccountField)),
  };
};

const only = (differences: Differences | undefined, isMeant: (field: string) => boolean): Differences | undefined => {
  if (differences === undefined) return undefined;
  const set = Object.fromEntries(Object.entries(differences.set).filter(([field]) => isMeant(field)));
  const remove = differences.remove.filter(isMeant);
  return Object.keys(set).length === 0 && remove.length === 0 ? undefined : { set, remove };
};

const namesOf = (differences: Differences | undefined): string[] =>
  differences === undefined ? [] : [...Object.keys(differences.set), ...differences.remove].toSorted();
