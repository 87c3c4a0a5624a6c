import type { Table } from '../table/call.ts';
import { createOrChangeItem, type PutOutcome } from '../table/change.ts';
import type { Attributes } from '../table/decode.ts';
import { encodeUser } from '../table/encode.ts';
import { getItems } from '../table/get.ts';
import { inParallel } from '../table/in-parallel.ts';
import { userKey } from '../table/keys.ts';
import { PARTITION_KEY } from '../table/schema.ts';
import type { WantedProfile } from './merge-profiles.ts';
import { type Overwriting, overwriteProfile } from './overwrite-profile.ts';

/** Writes in flight. */
const CONCURRENCY = 16;

/** What an import did to users, or would do. */
export type UsersReport = {
  readonly users: Record<PutOutcome, number>;
  /** The users whose account fields were changed, and which. */
  readonly changedAccounts: { readonly userId: number; readonly fields: readonly string[] }[];
  /** The users whose account fields differ from the input's and were kept. */
  readonly keptAccounts: { readonly userId: number; readonly fields: readonly string[] }[];
};

/** A report of nothing so far, for an import to count in. */
export const createUsersReport = (): UsersReport => ({
  users: { created: 0, updated: 0, unchanged: 0 },
  changedAccounts: [],
  keptAccounts: [],
});

export type ProfileImporter = {
  /** Reads the users that are stored and writes what the profiles change. */
  readonly write: (users: ReadonlyMap<number, WantedProfile>) => Promise<void>;
};

/** A user that this run has decided on. */
type Decided = {
  /** Whether they were not stored before this run. */
  readonly isNew: boolean;
  /** In a dry run, what would be stored of them. */
  readonly planned?: Attributes;
};

/**
 * Writes profiles of several inputs, of which the one that was seen last wins: those of the input among each other, and
 * against the table's. A second run finds nothing to change.
 * @param options.overwriteAccounts whether account fields of users who were stored before are changed, too
 * @param options.mayBeHidden see {@link overwriteProfile}
 * @param report is added to
 */
export const createProfileImporter = (
  table: Table,
  options: {
    readonly overwriteAccounts: boolean;
    readonly isDryRun: boolean;
    readonly mayBeHidden: (field: string) => boolean;
    readonly signal?: AbortSignal;
    /** Is told of each profile that was not the only one: another one of the input, or the table's newer one. */
    readonly onConflict: (userId: number, other: 'input' | 'table') => void;
  },
  report: UsersReport,
): ProfileImporter => {
  const { overwriteAccounts, isDryRun, mayBeHidden, signal, onConflict } = options;
  const stop = signal === undefined ? {} : { signal };
  const decided = new Map<number, Decided>();

  const readStored = async (ids: readonly number[]): Promise<Map<string, Attributes>> => {
    const items = await getItems(table, ids.map(userKey), { ...stop, consistent: true });
    const planned = ids.map((id) => decided.get(id)?.planned).filter((item) => item !== undefined);
    return new Map([...items, ...planned].map((item) => [item[PARTITION_KEY]?.S ?? '', item]));
  };

  const tell = (userId: number, { conflict, accountFields }: Overwriting, before: Decided | undefined): void => {
    if (before !== undefined && conflict !== 'none') onConflict(userId, 'input');
    if (before === undefined && conflict === 'lost') onConflict(userId, 'table');
    if (accountFields.length === 0 || before?.isNew === true) return;
    (overwriteAccounts ? report.changedAccounts : report.keptAccounts).push({ userId, fields: accountFields });
  };

  const writeOne = async (id: number, wanted: WantedProfile, stored: Attributes | undefined): Promise<void> => {
    const user = { item: encodeUser({ id, ...wanted.profile }), unknown: wanted.unknown };
    const before = decided.get(id);
    const accounts = overwriteAccounts || before?.isNew === true;
    let overwriting: Overwriting | undefined;
    let planned = user.item;
    const decide = (current: Attributes) => {
      overwriting = overwriteProfile(current, user, { accounts, isDecided: before !== undefined, mayBeHidden });
      planned = apply(current, overwriting.change);
      return overwriting.change && { ...overwriting.change, unchanged: ['lastSeen'] };
    };
    const outcome = await createOrChangeItem(table, user.item, { stored, decide, isDryRun }, stop);
    if (before === undefined || outcome !== 'unchanged') report.users[outcome] += 1;
    decided.set(id, { isNew: before?.isNew ?? outcome === 'created', ...(isDryRun ? { planned } : {}) });
    if (overwriting !== undefined) tell(id, overwriting, before);
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
