/** What an import may change of a stored user. */
import type { Attributes } from '../table/decode.ts';
import { type Differences, differencesOf } from '../table/differences.ts';
import { userProfileSchema } from '../table/items.ts';
import { seenAt } from './merge-profiles.ts';

/**
 * The fields that identify users, grant them rights or concern their payments. A file can contain any user of any
 * organization, so an import changes these fields of stored users only on request.
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

/** The attributes that an import writes. All others, such as `disabled` and `tokensValidFrom`, are never changed. */
const PROFILE_FIELDS = Object.keys(userProfileSchema.shape);

/** A user as the file describes them; see {@link WantedProfile} for `unknown`. */
export type WantedUser = { readonly item: Attributes; readonly unknown: ReadonlySet<string> };

export type OverwriteOptions = {
  /** Whether {@link ACCOUNT_FIELDS} may be changed. */
  readonly accounts: boolean;
  /** Whether this import has already written a profile of the user, which wins over an equally new one. */
  readonly wasWritten: boolean;
  /** Whether a field may be missing in the table because the viewer of an earlier file could not see it. */
  readonly mayBeHidden: (field: string) => boolean;
};

export type Overwriting = {
  /** Undefined if there is nothing to change. */
  readonly change: Differences | undefined;
  /** Whether the two profiles differ. `won`: the file's profile is used. `lost`: the stored one is kept. */
  readonly conflict: 'none' | 'won' | 'lost';
  /** The account fields that differ. They are changed if `accounts` is true and kept otherwise. */
  readonly accountFields: readonly string[];
};

/**
 * Decides what an import changes of a stored user. The profile with the later `lastSeen` wins; if both are equally new,
 * the file's. A field that is not stored and may have been hidden is added in any case.
 */
export const overwriteProfile = (
  stored: Attributes,
  { item, unknown }: WantedUser,
  { accounts, wasWritten, mayBeHidden }: OverwriteOptions,
): Overwriting => {
  const named = PROFILE_FIELDS.filter((name) => item[name] !== undefined || !unknown.has(name));
  const all = differencesOf(stored, item, named);
  const [before, after] = [seenAt(stored['lastSeen']?.S), seenAt(item['lastSeen']?.S)];
  const wins = after > before || (after === before && !wasWritten);
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
