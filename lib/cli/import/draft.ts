import type { WantedItem } from '../../organizations/overwrite.ts';
import type { WantedProfile } from '../../users/merge-profiles.ts';
import type { Notes } from './notes.ts';

/** An organization of the input: everything that would be written for it, or why nothing is. */
export type Draft = {
  /** Absent where even this is broken. */
  readonly id: number | undefined;
  readonly organization: WantedItem | undefined;
  /** Members and projects, in no order. */
  readonly items: readonly WantedItem[];
  readonly users: ReadonlyMap<number, WantedProfile>;
  /** False where the input has no list of projects, as an answer with `projects=false`: nothing is then known of them. */
  readonly hasProjects: boolean;
  /** What is wrong with it, each by its path; empty when nothing is. */
  readonly faults: readonly string[];
  /** The optional values that cannot be read and were left out, each by its path. */
  readonly dropped: readonly string[];
  /** What is left out or decided otherwise, and how often each. */
  readonly notes: Notes;
};

/** An organization with nothing wrong about it. */
export type WholeDraft = Draft & { readonly id: number; readonly organization: WantedItem };
