/** At most this many examples are listed for each kind of note. */
const MAX_EXAMPLES = 5;

/**
 * At most this many kinds of note are kept apart, for inputs that, for example, make up a new field name in each
 * organization. Further kinds are counted together.
 */
const MAX_KINDS = 100;

export type Note = { readonly what: string; readonly count: number; readonly examples: readonly string[] };

/**
 * Collects notes for the operator on what does not prevent the import. Equal notes are counted, so that a million of
 * them become one line.
 */
export class Notes {
  readonly #notes = new Map<string, { count: number; readonly examples: Set<string> }>();

  /** @param where the user or organization concerned, such as `user 12` */
  add(kind: string, where: string, count = 1): void {
    const what = this.#notes.size < MAX_KINDS || this.#notes.has(kind) ? kind : 'other notes';
    const note = this.#notes.get(what) ?? { count: 0, examples: new Set<string>() };
    this.#notes.set(what, note);
    note.count += count;
    if (note.examples.size < MAX_EXAMPLES) note.examples.add(where);
  }

  addAll(others: Notes): void {
    for (const { what, count, examples } of others.list()) {
      for (const [index, where] of examples.entries())
        this.add(what, where, index === 0 ? count - examples.length + 1 : 1);
    }
  }

  list(): Note[] {
    return [...this.#notes].map(([what, { count, examples }]) => ({ what, count, examples: [...examples] }));
  }
}
