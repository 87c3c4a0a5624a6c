import {
  DERIVED_FIELDS,
  type DerivedField,
  deriveProjectFields,
  isDerivedField,
} from '../../contract/derived-fields.ts';
import type { Organization } from '../../contract/model.ts';
import type { Notes } from './notes.ts';

const NAMES = Object.keys(DERIVED_FIELDS).filter(isDerivedField);

type Claims = { readonly [Name in DerivedField]?: unknown };

/**
 * Collects the derived fields that projects have in the input, until the organization is known and they can be
 * compared.
 */
export class DerivedFields {
  /** By field, the number of projects with each value. Usually all projects have the same one. */
  readonly #claims = new Map<string, Map<unknown, number>>();

  add(project: Claims): void {
    for (const name of NAMES) {
      const claim = project[name];
      if (claim === undefined) continue;
      const counts = this.#claims.get(name) ?? new Map<unknown, number>();
      this.#claims.set(name, counts.set(claim, (counts.get(claim) ?? 0) + 1));
    }
  }

  compare(organization: Organization, notes: Notes): void {
    for (const [field, derived] of Object.entries(deriveProjectFields(organization))) {
      for (const [claim, count] of this.#claims.get(field) ?? []) {
        if (claim === derived) continue;
        const what = `projects[].${field}: differs from the value derived from the organization, left out`;
        notes.add(what, `organization ${organization.id}`, count);
      }
    }
  }
}
