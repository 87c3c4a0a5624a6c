import type { WantedItem } from '../../organizations/overwrite.ts';
import type { WantedProfile } from '../../users/merge-profiles.ts';
import type { Notes } from './notes.ts';

/** An organization of the input: the items to write, or the faults that prevent it. */
export type Draft = {
  /** Undefined if the id is missing or invalid. */
  readonly id: number | undefined;
  readonly organization: WantedItem | undefined;
  /** Members and projects, in any order. */
  readonly items: readonly WantedItem[];
  readonly users: ReadonlyMap<number, WantedProfile>;
  /**
   * False if the input has no list of projects, as in an answer with `projects=false`. Stored projects are then kept.
   */
  readonly hasProjects: boolean;
  /** The reasons not to import it, each with its path; empty if there are none. */
  readonly faults: readonly string[];
  /** Optional values that were left out because they cannot be read, each with its path. */
  readonly dropped: readonly string[];
  /** Anything else that was left out or changed, with counts. */
  readonly notes: Notes;
};

/** A draft without faults. */
export type WholeDraft = Draft & { readonly id: number; readonly organization: WantedItem };
