import { projectCollaboratorSchema } from '../../contract/model.ts';
import type { Examiner } from './examiner.ts';
import type { ProfileCollector } from './profile-collector.ts';

/** Cached texts of collaborators, about half a kilobyte each. */
const MAX_TEXTS = 20_000;

type Collaborator = { readonly userId: number; readonly isOwner: boolean };

/**
 * Reads the collaborators of an organization's projects. Most projects have the same collaborators with the same JSON, so
 * each is examined once.
 */
export class CollaboratorReader {
  readonly #examiner: Examiner;
  readonly #profiles: ProfileCollector;
  /** By the JSON of the collaborator. */
  readonly #known = new Map<string, Collaborator>();

  /** @param profiles takes the profiles of those that are read */
  constructor(examiner: Examiner, profiles: ProfileCollector) {
    this.#examiner = examiner;
    this.#profiles = profiles;
  }

  /** @returns the collaborator as it is stored, or nothing if it is invalid, which is then a fault of the examiner's */
  read(value: unknown, path: string): [] | [Collaborator] {
    const text = JSON.stringify(value);
    const known = this.#known.get(text);
    if (known !== undefined) return [known];
    const examined = this.#examiner.examine(projectCollaboratorSchema, value, path);
    if (examined === undefined) return [];
    this.#profiles.add(examined, path);
    const collaborator = { userId: examined.value.id, isOwner: examined.value.isOwner };
    if (this.#known.size === MAX_TEXTS) this.#known.clear();
    this.#known.set(text, collaborator);
    return [collaborator];
  }
}
