import type { Table } from '../table/call.ts';
import { createOrChangeItem, type PutOutcome } from '../table/change.ts';
import type { Attributes } from '../table/decode.ts';
import { encodeUser } from '../table/encode.ts';
import { getItems } from '../table/get.ts';
import { inParallel } from '../table/in-parallel.ts';
import { keyOf, userKey } from '../table/keys.ts';
import { ERASED_ATTRIBUTE } from '../table/schema.ts';
import type { WantedProfile } from './merge-profiles.ts';
import { type Overwriting, overwriteProfile } from './overwrite-profile.ts';

/** Concurrent writes. */
const CONCURRENCY = 16;

/** What an import did to users, or would do in a dry run. */
export type UsersReport = {
  readonly users: Record<PutOutcome, number>;
  /** Users whose account fields were changed, with the fields' names. */
  readonly changedAccounts: { readonly userId: number; readonly fields: readonly string[] }[];
  /** Users whose account fields differ from the input's and were kept, with the fields' names. */
  readonly keptAccounts: { readonly userId: number; readonly fields: readonly string[] }[];
  /** Users who were erased, and of whom nothing was written. */
  readonly erasedUsers: Set<number>;
};

/** Creates an empty report. */
export const createUsersReport = (): UsersReport => ({
  users: { created: 0, updated: 0, unchanged: 0 },
  changedAccounts: [],
  keptAccounts: [],
  erasedUsers: new Set(),
});

export type ProfileImporter = {
  /** Writes the profiles. Of a stored user, only what differs is written. */
  readonly write: (users: ReadonlyMap<number, WantedProfile>) => Promise<void>;
};

/** A user that this run has already written. */
type Written = {
  /** Whether this run created the user. */
  readonly isNew: boolean;
  /** In a dry run, the item that would be stored. */
  readonly planned?: Attributes;
};

/**
 * Creates a writer for the profiles of one import, which may have several inputs. If there are several profiles of a
 * user, in the inputs or the table, the one with the latest `lastSeen` wins. A second run changes nothing. Users who were
 * erased stay erased.
 * @param options.isTableNew whether the table was empty before this import; the users of this run then need no memory
 * @param options.overwriteAccounts whether account fields of users who were stored before may be changed, too
 * @param options.mayBeHidden see {@link overwriteProfile}
 * @param report its counts and lists are added to
 */
export const createProfileImporter = (
  table: Table,
  options: {
    readonly isTableNew: boolean;
    readonly overwriteAccounts: boolean;
    readonly isDryRun: boolean;
    readonly mayBeHidden: (field: string) => boolean;
    readonly signal?: AbortSignal;
    /** Called when two profiles of a user differ: the other one is in the input, or is the table's and newer. */
    readonly onConflict: (userId: number, other: 'input' | 'table') => void;
  },
  report: UsersReport,
): ProfileImporter => {
  const { isTableNew, overwriteAccounts, isDryRun, mayBeHidden, onConflict } = options;
  const written = new Map<number, Written>();

  const readStored = async (ids: readonly number[]): Promise<Map<string, Attributes>> => {
    const items = await getItems(table, ids.map(userKey), { ...options, consistent: true });
    const planned = ids.map((id) => written.get(id)?.planned).filter((item) => item !== undefined);
    return new Map([...items, ...planned].map((item) => [keyOf(item).PK, item]));
  };

  const reportDifferences = (
    userId: number,
    { conflict, accountFields }: Overwriting,
    before: Written | undefined,
  ): void => {
    if (before !== undefined && conflict !== 'none') onConflict(userId, 'input');
    if (before === undefined && conflict === 'lost') onConflict(userId, 'table');
    if (accountFields.length === 0 || before?.isNew === true) return;
    (overwriteAccounts ? report.changedAccounts : report.keptAccounts).push({ userId, fields: accountFields });
  };

  const writeOne = async (id: number, wanted: WantedProfile, stored: Attributes | undefined): Promise<void> => {
    const user = { item: encodeUser({ id, ...wanted.profile }), unknown: wanted.unknown };
    const before = isTableNew ? stored && { isNew: true } : written.get(id);
    const accounts = overwriteAccounts || before?.isNew === true;
    let overwriting: Overwriting | undefined;
    let planned = user.item;
    const decide = (current: Attributes) => {
      if (ERASED_ATTRIBUTE in current) {
        report.erasedUsers.add(id);
        return undefined;
      }
      overwriting = overwriteProfile(current, user, { accounts, wasWritten: before !== undefined, mayBeHidden });
      planned = apply(current, overwriting.change);
      return overwriting.change && { ...overwriting.change, unchanged: ['lastSeen', ERASED_ATTRIBUTE] };
    };
    const outcome = await createOrChangeItem(table, user.item, { stored, decide, isDryRun }, options);
    if (before === undefined || outcome !== 'unchanged') report.users[outcome] += 1;
    if (!isTableNew)
      written.set(id, { isNew: before?.isNew ?? outcome === 'created', ...(isDryRun ? { planned } : {}) });
    if (overwriting !== undefined) reportDifferences(id, overwriting, before);
  };

  return {
    write: async (users) => {
      const stored = await readStored([...users.keys()]);
      await inParallel(users, CONCURRENCY, ([id, wanted]) => writeOne(id, wanted, stored.get(userKey(id).PK)));
    },
  };
};

const apply = (stored: Attributes, change: Overwriting['change']): Attributes => {
  const kept = Object.entries(stored).filter(([name]) => !change?.remove.includes(name));
  return { ...Object.fromEntries(kept), ...change?.set };
};
