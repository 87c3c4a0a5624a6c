import type * as z from 'zod/mini';
import { mayBeHidden } from '../../organizations/overwrite.ts';
import { encodeUser } from '../../table/encode.ts';
import { userProfileSchema } from '../../table/items.ts';
import { mergeProfiles, type WantedProfile } from '../../users/merge-profiles.ts';
import type { Examined, Examiner } from './examiner.ts';
import { pickFields } from './pick-fields.ts';

/** The note on a user who has several profiles in the input. */
export const DIFFERENT_PROFILES = 'different profiles of one user: the one with the latest lastSeen is used';

const HIDEABLE_FIELDS = Object.keys(userProfileSchema.shape).filter(mayBeHidden);

/** Collects one profile for each member and collaborator of an organization. */
export class ProfileCollector {
  readonly #users = new Map<number, { readonly text: string; readonly wanted: WantedProfile }>();
  readonly #examiner: Examiner;

  /** @param examiner gets the faults of profiles, and a note for each user whose profiles differ */
  constructor(examiner: Examiner) {
    this.#examiner = examiner;
  }

  /**
   * Adds a profile. Profiles of the same user are usually equal.
   * @param path its place in the organization
   */
  add({ value, unknown }: Examined<z.infer<typeof userProfileSchema> & { readonly id: number }>, path: string): void {
    const { id } = value;
    const profile = pickFields(value, userProfileSchema);
    const text = JSON.stringify(profile);
    const known = this.#users.get(id);
    if (known?.text === text) return;
    this.#examiner.requireStorable(path, encodeUser({ id, ...profile }));
    const hidden = HIDEABLE_FIELDS.filter((name) => !(name in profile));
    const added = { profile, unknown: new Set([...hidden, ...unknown]) };
    if (known === undefined) {
      this.#users.set(id, { text, wanted: added });
      return;
    }
    const { differ, ...merged } = mergeProfiles(known.wanted, added);
    if (differ) this.#examiner.notes.add(DIFFERENT_PROFILES, `user ${id}`);
    this.#users.set(id, { text: JSON.stringify(merged.profile), wanted: merged });
  }

  all(): ReadonlyMap<number, WantedProfile> {
    return new Map([...this.#users].map(([id, { wanted }]) => [id, wanted]));
  }
}
