import type { Table } from '../../table/call.ts';
import type { Attributes } from '../../table/decode.ts';
import { encodeUser } from '../../table/encode.ts';
import { getItems } from '../../table/get.ts';
import { inParallel } from '../../table/in-parallel.ts';
import type { UserProfile } from '../../table/items.ts';
import { userKey } from '../../table/keys.ts';
import { PARTITION_KEY } from '../../table/schema.ts';
import { type Differences, differencesOf, IMPORTED } from './differences.ts';
import { DIFFERENT_PROFILES, isPrivate, seenAt } from './merge-profiles.ts';
import type { Notes } from './notes.ts';
import { putItem } from './put-item.ts';
import type { Counts } from './report.ts';

/** Writes in flight. */
const CONCURRENCY = 16;

export type UserWriter = {
  /** Reads the users that are stored and writes what the profiles change. */
  readonly write: (users: ReadonlyMap<number, UserProfile>) => Promise<void>;
};

/**
 * Writes profiles, of which the one that was seen last wins: those of the input among each other, and against the table's.
 * Of two that were seen last at the same time the input's wins over the table's, and the first of the input over later ones;
 * so a second run finds nothing to change. A private field that is absent says nothing, and never takes away a stored one.
 */
export const createUserWriter = (
  table: Table,
  { counts, notes, isDryRun }: { readonly counts: Counts; readonly notes: Notes; readonly isDryRun: boolean },
): UserWriter => {
  /** The users that this run has decided on; in a dry run with what would be stored of them. */
  const decided = new Map<number, Attributes | undefined>();

  const readStored = async (ids: readonly number[]): Promise<Map<string, Attributes>> => {
    const items = await getItems(table, ids.map(userKey), { consistent: true });
    const planned = ids.map((id) => decided.get(id)).filter((item) => item !== undefined);
    return new Map([...items, ...planned].map((item) => [item[PARTITION_KEY]?.S ?? '', item]));
  };

  const writeOne = async (id: number, profile: UserProfile, stored: Attributes | undefined): Promise<void> => {
    const wanted = encodeUser({ id, ...profile });
    let note: string | undefined;
    const decide = (current: Attributes): Differences | undefined => {
      const decision = decideOn(current, wanted, decided.has(id));
      note = decision.note;
      return decision.change;
    };
    const outcome = await putItem(table, wanted, stored, { decide, unchanged: ['lastSeen'], write: !isDryRun });
    if (!decided.has(id) || outcome !== 'unchanged') counts[outcome] += 1;
    decided.set(
      id,
      isDryRun ? apply(stored, wanted, stored && decideOn(stored, wanted, decided.has(id)).change) : undefined,
    );
    if (note !== undefined) notes.add(note, `user ${id}`);
  };

  return {
    write: async (users) => {
      const stored = await readStored([...users.keys()]);
      await inParallel(users, CONCURRENCY, ([id, profile]) => writeOne(id, profile, stored.get(userKey(id).PK)));
    },
  };
};

const decideOn = (
  stored: Attributes,
  wanted: Attributes,
  isDecided: boolean,
): { change: Differences | undefined; note?: string } => {
  const names = IMPORTED.user.filter((name) => !isPrivate(name) || wanted[name] !== undefined);
  const change = differencesOf(stored, wanted, names);
  if (change === undefined) return { change };
  const additions = Object.entries(change.set).filter(([name]) => isPrivate(name) && stored[name] === undefined);
  const isAddition = additions.length === Object.keys(change.set).length + change.remove.length;
  if (isAddition) return { change };
  const [before, after] = [seenAt({ lastSeen: stored['lastSeen']?.S }), seenAt({ lastSeen: wanted['lastSeen']?.S })];
  const note = isDecided ? DIFFERENT_PROFILES : undefined;
  if (after > before || (after === before && !isDecided)) return { change, ...(note === undefined ? {} : { note }) };
  return {
    change: additions.length === 0 ? undefined : { set: Object.fromEntries(additions), remove: [] },
    note: note ?? 'users whom the table has seen later: their profiles are left as they are',
  };
};

const apply = (stored: Attributes | undefined, wanted: Attributes, change: Differences | undefined): Attributes => {
  if (stored === undefined) return wanted;
  const kept = Object.entries(stored).filter(([name]) => !change?.remove.includes(name));
  return { ...Object.fromEntries(kept), ...change?.set };
};
