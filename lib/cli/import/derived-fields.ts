import type { Organization } from '../../organizations/model.ts';
import type { Notes } from './notes.ts';

/** What the organization decides about its projects; an input that says otherwise is not believed. */
const DERIVED = ['owner', 'ownerOrganizationId', 'ownerIsDeveloperProfile', 'isEnterpriseProject', 'tier'] as const;

type Claims = { readonly [Name in (typeof DERIVED)[number]]?: unknown };

/** Remembers what projects say about that, until the organization is known. */
export class DerivedFields {
  /** How many projects say what, by field; mostly all say the same. */
  readonly #claims = new Map<string, Map<unknown, number>>();

  add(project: Claims): void {
    for (const name of DERIVED) {
      const claim = project[name];
      if (claim === undefined) continue;
      const counts = this.#claims.get(name) ?? new Map<unknown, number>();
      this.#claims.set(name, counts.set(claim, (counts.get(claim) ?? 0) + 1));
    }
  }

  compare({ id, name, isDeveloperProfile }: Organization, notes: Notes): void {
    const truth = {
      owner: name,
      ownerOrganizationId: id,
      ownerIsDeveloperProfile: isDeveloperProfile,
      isEnterpriseProject: true,
      tier: 'enterprise',
    };
    for (const field of DERIVED) {
      for (const [claim, count] of this.#claims.get(field) ?? []) {
        if (claim === truth[field]) continue;
        const what = `projects[].${field}: not what follows from the organization, and left out`;
        notes.add(what, `organization ${id}`, count);
      }
    }
  }
}
